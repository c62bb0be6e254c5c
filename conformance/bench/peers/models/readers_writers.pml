/* Readers and writers served in the order in which they asked: what
 * spec/examples/readers_writers.fl says. spin -DN=4 -a readers_writers.pml
 * One d_step is one step; the invariants are asserted inside it. A set is a bit
 * for each actor, an entry of the queue 1 + 2 * actor + (0 reads, 1 writes), and
 * 0 behind the last. Only N 2..4 are spelled out. */
byte readers;
byte writers;
byte length;
byte waiting[2*N];
hidden byte i, j;

#define ENTRY(w)   (1 + 2*_pid + w)
#if N == 2
#define WAITS(e)   (waiting[0] == e || waiting[1] == e || waiting[2] == e || waiting[3] == e)
#elif N == 3
#define WAITS(e)   (waiting[0] == e || waiting[1] == e || waiting[2] == e || waiting[3] == e || \
                    waiting[4] == e || waiting[5] == e)
#else
#define WAITS(e)   (waiting[0] == e || waiting[1] == e || waiting[2] == e || waiting[3] == e || \
                    waiting[4] == e || waiting[5] == e || waiting[6] == e || waiting[7] == e)
#endif
#define FIRST      waiting[0]
#define WRITES(e)  (((e) - 1) % 2)
#define BIT(e)     (1 << (((e) - 1) / 2))

inline check() {
  assert(writers == 0 || readers == 0);           /* writersAreAlone */
  assert((writers & (writers - 1)) == 0);         /* oneWriter */
  i = 1;                                          /* nobodyWaitsTwice */
  do
  :: i < length ->
     j = 0;
     do
     :: j < i -> assert(waiting[i] != waiting[j]); j++
     :: else -> break
     od;
     i++
  :: else -> break
  od;
  i = 0; j = 0
}

#define ASK(w) \
  :: d_step { !WAITS(ENTRY(w)) -> waiting[length] = ENTRY(w); length++; check() }

active [N] proctype actor() {
  do
  ASK(0)
  ASK(1)
  :: d_step { ((readers >> _pid) & 1) || ((writers >> _pid) & 1) ->
       if
       :: (readers >> _pid) & 1 -> readers = readers - (1 << _pid)
       :: else -> writers = writers - (1 << _pid)
       fi;
       check() }
  od
}

active proctype desk() {
  do
  :: d_step { length > 0 && writers == 0 && (!WRITES(FIRST) || readers == 0) ->
       if
       :: WRITES(FIRST) -> writers = writers | BIT(FIRST)
       :: else -> readers = readers | BIT(FIRST)
       fi;
       i = 1;
       do
       :: i < length -> waiting[i - 1] = waiting[i]; i++
       :: else -> break
       od;
       length--;
       waiting[length] = 0;
       check() }
  od
}
