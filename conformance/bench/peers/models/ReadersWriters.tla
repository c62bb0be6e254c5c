--------------------------- MODULE ReadersWriters ---------------------------
(* Readers and writers served in the order in which they asked: what        *)
(* spec/examples/readers_writers.fl says. Guards have no disjunctions: TLC    *)
(* would take each side of one as a step of its own.                          *)
EXTENDS Integers, Sequences, FiniteSets
CONSTANT Actors
VARIABLES readers, writers, waiting
vars == <<readers, writers, waiting>>

Waits(a, w) == \E i \in 1..Len(waiting) : waiting[i] = [wish |-> w, by |-> a]

Init == readers = {} /\ writers = {} /\ waiting = <<>>

Ask(a, w) == /\ ~Waits(a, w)
             /\ waiting' = Append(waiting, [wish |-> w, by |-> a])
             /\ UNCHANGED <<readers, writers>>
Admit == /\ waiting # <<>>
         /\ writers = {}
         /\ LET first == Head(waiting)
            IN  /\ IF first.wish = "read" THEN TRUE ELSE readers = {}
                /\ IF first.wish = "read"
                   THEN readers' = readers \union {first.by} /\ UNCHANGED writers
                   ELSE writers' = writers \union {first.by} /\ UNCHANGED readers
         /\ waiting' = Tail(waiting)
Leave(a) == /\ a \in readers \union writers
            /\ IF a \in readers
               THEN readers' = readers \ {a} /\ UNCHANGED writers
               ELSE writers' = writers \ {a} /\ UNCHANGED readers
            /\ UNCHANGED waiting

Next == \/ \E a \in Actors, w \in {"read", "write"} : Ask(a, w)
        \/ Admit
        \/ \E a \in Actors : Leave(a)
Spec == Init /\ [][Next]_vars

WritersAreAlone == writers = {} \/ readers = {}
OneWriter == Cardinality(writers) <= 1
NobodyWaitsTwice ==
  \A i, j \in 1..Len(waiting) : i < j => waiting[i] # waiting[j]
=============================================================================
