------------------------------ MODULE Counter ------------------------------
(* A counter to 10, to see how long a tool takes to begin.                   *)
EXTENDS Integers
VARIABLE x
Init == x = 0
Next == \/ x < 10 /\ x' = x + 1
        \/ x = 10 /\ x' = 0
Spec == Init /\ [][Next]_x
InRange == x <= 10
============================================================================
