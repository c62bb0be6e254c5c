/* A reusable barrier of one lock, one counter and two gates: what
 * spec/examples/barriers.fl says with two rooms. spin -DN=8 -a barriers.pml
 * One d_step is one step; the invariants are asserted inside it. The place of a
 * process is kept once more in pc[], where the invariants can read it, so that
 * Spin still finds the next step by its own program counter. */
mtype = { rest, lockIn, countIn, checkIn, openIn, unlockIn, waitIn,
          lockOut, countOut, checkOut, openOut, unlockOut, waitOut };
mtype pc[N] = rest;
bit  locked;
byte count1;
byte count2;
byte met;
hidden byte i, holders, counted, first1, coming, leaving, opens1, opens2, waits1, waits2;

inline check() {
  i = 0; holders = 0; counted = 0; first1 = 0; coming = 0; leaving = 0;
  opens1 = 0; opens2 = 0; waits1 = 0; waits2 = 0;
  do
  :: i < N ->
     if
     :: pc[i] == rest || pc[i] == lockIn -> first1++; coming++
     :: pc[i] == countIn -> holders++; first1++; coming++
     :: pc[i] == checkIn -> holders++; counted++; first1++; coming++
     :: pc[i] == openIn -> holders++; counted++; first1++; coming++; opens1++
     :: pc[i] == unlockIn -> holders++; counted++; first1++
     :: pc[i] == waitIn -> counted++; first1++; waits1++
     :: pc[i] == lockOut -> counted++; leaving++
     :: pc[i] == countOut -> holders++; counted++; leaving++
     :: pc[i] == checkOut -> holders++; leaving++
     :: pc[i] == openOut -> holders++; leaving++; opens2++
     :: pc[i] == unlockOut -> holders++
     :: pc[i] == waitOut -> waits2++
     fi;
     i++
  :: else -> break
  od;
  assert(holders <= 1);                                         /* mutualExclusion */
  assert(holders == 0 || locked);                               /* lockIsHeld */
  assert(met == counted);                                       /* metIsExact */
  assert(count1 == 0 || count2 == 0);                           /* oneGateShut */
  assert(coming == 0 || leaving == 0);                          /* roomsApart */
  assert(coming == 0 || count1 == 0);                           /* firstGateShutForComers */
  assert(leaving == 0 || count2 == 0);                          /* secondGateShutForLeavers */
  assert(count1 == 0 || count1 == first1);                      /* flush1 */
  assert(count2 == 0 || count2 == N - first1);                  /* flush2 */
  assert(opens1 == 0 || (met == N && waits1 == N - 1));         /* lastOpensFirst */
  assert(opens2 == 0 || (met == 0 && waits2 == N - 1))          /* lastOpensSecond */
}

active [N] proctype member() {
  do
  :: d_step { pc[_pid] = lockIn; check() };
     d_step { !locked -> locked = 1; pc[_pid] = countIn; check() };
     d_step { met++; pc[_pid] = checkIn; check() };
     if
     :: d_step { met == N -> pc[_pid] = openIn; check() };
        d_step { count1 = count1 + N; pc[_pid] = unlockIn; check() }
     :: d_step { met != N -> pc[_pid] = unlockIn; check() }
     fi;
     d_step { locked = 0; pc[_pid] = waitIn; check() };
     d_step { count1 > 0 -> count1--; pc[_pid] = lockOut; check() };
     d_step { !locked -> locked = 1; pc[_pid] = countOut; check() };
     d_step { met--; pc[_pid] = checkOut; check() };
     if
     :: d_step { met == 0 -> pc[_pid] = openOut; check() };
        d_step { count2 = count2 + N; pc[_pid] = unlockOut; check() }
     :: d_step { met != 0 -> pc[_pid] = unlockOut; check() }
     fi;
     d_step { locked = 0; pc[_pid] = waitOut; check() };
     d_step { count2 > 0 -> count2--; pc[_pid] = rest; check() }
  od
}
