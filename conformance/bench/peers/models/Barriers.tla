------------------------------ MODULE Barriers ------------------------------
(* A reusable barrier of one lock, one counter and two gates: what           *)
(* spec/examples/barriers.fl says with two rooms.                             *)
EXTENDS Integers, FiniteSets
CONSTANTS N, Proc
VARIABLES pc, locked, count1, count2, met
vars == <<pc, locked, count1, count2, met>>

Init == /\ pc = [p \in Proc |-> "rest"]
        /\ locked = FALSE
        /\ count1 = 0
        /\ count2 = 0
        /\ met = 0

At(p, places) == pc[p] \in places
Go(p, from, to) == pc[p] = from /\ pc' = [pc EXCEPT ![p] = to]

Work(p)      == Go(p, "rest", "lockIn") /\ UNCHANGED <<locked, count1, count2, met>>
LockIn(p)    == ~locked /\ Go(p, "lockIn", "countIn") /\ locked' = TRUE
                /\ UNCHANGED <<count1, count2, met>>
CountIn(p)   == Go(p, "countIn", "checkIn") /\ met' = met + 1
                /\ UNCHANGED <<locked, count1, count2>>
CheckIn(p)   == Go(p, "checkIn", IF met # N THEN "unlockIn" ELSE "openIn")
                /\ UNCHANGED <<locked, count1, count2, met>>
OpenIn(p)    == Go(p, "openIn", "unlockIn") /\ count1' = count1 + N
                /\ UNCHANGED <<locked, count2, met>>
UnlockIn(p)  == Go(p, "unlockIn", "waitIn") /\ locked' = FALSE
                /\ UNCHANGED <<count1, count2, met>>
WaitIn(p)    == count1 > 0 /\ Go(p, "waitIn", "lockOut") /\ count1' = count1 - 1
                /\ UNCHANGED <<locked, count2, met>>
LockOut(p)   == ~locked /\ Go(p, "lockOut", "countOut") /\ locked' = TRUE
                /\ UNCHANGED <<count1, count2, met>>
CountOut(p)  == Go(p, "countOut", "checkOut") /\ met' = met - 1
                /\ UNCHANGED <<locked, count1, count2>>
CheckOut(p)  == Go(p, "checkOut", IF met # 0 THEN "unlockOut" ELSE "openOut")
                /\ UNCHANGED <<locked, count1, count2, met>>
OpenOut(p)   == Go(p, "openOut", "unlockOut") /\ count2' = count2 + N
                /\ UNCHANGED <<locked, count1, met>>
UnlockOut(p) == Go(p, "unlockOut", "waitOut") /\ locked' = FALSE
                /\ UNCHANGED <<count1, count2, met>>
WaitOut(p)   == count2 > 0 /\ Go(p, "waitOut", "rest") /\ count2' = count2 - 1
                /\ UNCHANGED <<locked, count1, met>>

Next == \E p \in Proc :
  \/ Work(p)    \/ LockIn(p)  \/ CountIn(p)  \/ CheckIn(p)  \/ OpenIn(p)  \/ UnlockIn(p)
  \/ WaitIn(p)  \/ LockOut(p) \/ CountOut(p) \/ CheckOut(p) \/ OpenOut(p) \/ UnlockOut(p)
  \/ WaitOut(p)
Spec == Init /\ [][Next]_vars

HoldsLock(p) == At(p, {"countIn", "checkIn", "openIn", "unlockIn",
                       "countOut", "checkOut", "openOut", "unlockOut"})
Counted(p)   == At(p, {"checkIn", "openIn", "unlockIn", "waitIn", "lockOut", "countOut"})
First1(p)    == At(p, {"rest", "lockIn", "countIn", "checkIn", "openIn", "unlockIn", "waitIn"})
Coming(p)    == At(p, {"rest", "lockIn", "countIn", "checkIn", "openIn"})
Leaving(p)   == At(p, {"lockOut", "countOut", "checkOut", "openOut"})

MutualExclusion == Cardinality({p \in Proc : HoldsLock(p)}) <= 1
LockIsHeld   == (\E p \in Proc : HoldsLock(p)) => locked
MetIsExact   == met = Cardinality({p \in Proc : Counted(p)})
OneGateShut  == count1 = 0 \/ count2 = 0
RoomsApart   == ~((\E p \in Proc : Coming(p)) /\ (\E q \in Proc : Leaving(q)))
FirstGateShutForComers   == (\E p \in Proc : Coming(p)) => count1 = 0
SecondGateShutForLeavers == (\E p \in Proc : Leaving(p)) => count2 = 0
Flush1 == count1 > 0 => count1 = Cardinality({p \in Proc : First1(p)})
Flush2 == count2 > 0 => count2 = Cardinality({p \in Proc : ~First1(p)})
LastOpensFirst  == \A p \in Proc : pc[p] = "openIn" =>
                     met = N /\ \A q \in Proc : q # p => pc[q] = "waitIn"
LastOpensSecond == \A p \in Proc : pc[p] = "openOut" =>
                     met = 0 /\ \A q \in Proc : q # p => pc[q] = "waitOut"
=============================================================================
