/* Caches and a queue before a memory: what spec/examples/write_through_cache.fl
 * says, without its refinement, for 2 processes, 2 addresses and 2 values.
 * spin -DQ=2 -a write_through_cache.pml
 * One d_step is one step; the invariants are asserted inside it. Tagged unions
 * are numbered by hand: a request is 2 * a + v for a write and 4 + a for a read;
 * a paper is 0 for nothing, 1 + request, or 7 + v for an answer. A cached word is
 * 0 for none or 1 + v, an entry of the queue 1 + 6 * process + request, and 0
 * behind the last. */
#define READY   0
#define BUSY    1
#define WAITING 2
#define DONE    3
#define NOTHING 0
#define ANSWER  7

byte wmem[2];
byte ctl[2];
byte buf[2];
byte cache[4];                     /* 2 * process + address */
byte length;
byte queue[Q];
byte portBy;
byte port;
bool begun = false;
hidden byte i, a, v, r, word0, word1;

#define request(p)    (buf[p] - 1)
#define asksRead(p)   (buf[p] == 5 || buf[p] == 6)
#define asksWrite(p)  (buf[p] >= 1 && buf[p] <= 4)
#define CACHED(p, a)  cache[2*(p) + (a)]
#define head          ((queue[0] - 1) % 6)

/* The words once all of the queue has been written: word0 and word1. */
inline vmem() {
  word0 = wmem[0]; word1 = wmem[1];
  i = 0;
  do
  :: i < length ->
     r = (queue[i] - 1) % 6;
     if
     :: r < 2 -> word0 = r
     :: r == 2 || r == 3 -> word1 = r - 2
     :: else
     fi;
     i++
  :: else -> break
  od
}

inline check() {
  vmem();
  /* coherence */
  assert(cache[0] == 0 || cache[2] == 0 || cache[0] == cache[2]);
  assert(cache[1] == 0 || cache[3] == 0 || cache[1] == cache[3]);
  /* cachesAreCurrent */
  assert(cache[0] == 0 || cache[0] == word0 + 1);
  assert(cache[1] == 0 || cache[1] == word1 + 1);
  assert(cache[2] == 0 || cache[2] == word0 + 1);
  assert(cache[3] == 0 || cache[3] == word1 + 1);
  /* waitersHaveRequests */
  assert(ctl[0] != WAITING || asksRead(0));
  assert(ctl[1] != WAITING || asksRead(1));
  i = 0; a = 0; v = 0; r = 0; word0 = 0; word1 = 0
}

inline shift() {
  i = 1;
  do
  :: i < length -> queue[i - 1] = queue[i]; i++
  :: else -> break
  od;
  length--;
  queue[length] = 0
}

#define REQUEST(k) \
  :: d_step { begun && ctl[_pid] == READY -> \
       buf[_pid] = 1 + k; ctl[_pid] = BUSY; portBy = _pid; port = 1 + k; check() }
#define EVICT(k) \
  :: d_step { begun && (ctl[_pid] != WAITING || buf[_pid] != 5 + k) -> \
       CACHED(_pid, k) = 0; check() }

active [2] proctype proc() {
  do
  REQUEST(0) REQUEST(1) REQUEST(2) REQUEST(3) REQUEST(4) REQUEST(5)
  :: d_step { ctl[_pid] == DONE ->
       ctl[_pid] = READY; portBy = _pid; port = buf[_pid]; check() }
  :: d_step { ctl[_pid] == BUSY && length < Q && asksRead(_pid) &&
              CACHED(_pid, request(_pid) - 4) == 0 ->
       queue[length] = 1 + 6*_pid + request(_pid);
       length++;
       ctl[_pid] = WAITING;
       check() }
  :: d_step { (ctl[_pid] == BUSY || ctl[_pid] == WAITING) && asksRead(_pid) &&
              CACHED(_pid, request(_pid) - 4) != 0 ->
       buf[_pid] = ANSWER + CACHED(_pid, request(_pid) - 4) - 1;
       ctl[_pid] = DONE;
       check() }
  :: d_step { ctl[_pid] == BUSY && length < Q && asksWrite(_pid) ->
       a = request(_pid) / 2;
       v = request(_pid) % 2;
       if
       :: CACHED(1 - _pid, a) != 0 -> CACHED(1 - _pid, a) = 1 + v
       :: else
       fi;
       CACHED(_pid, a) = 1 + v;
       queue[length] = 1 + 6*_pid + request(_pid);
       length++;
       buf[_pid] = NOTHING;
       ctl[_pid] = DONE;
       check() }
  EVICT(0) EVICT(1)
  od
}

#define BEGIN(w0, w1, p) \
  :: d_step { !begun -> wmem[0] = w0; wmem[1] = w1; portBy = p; begun = true }

active proctype memory() {
  if                               /* the initial states */
  BEGIN(0,0,0) BEGIN(0,1,0) BEGIN(1,0,0) BEGIN(1,1,0)
  BEGIN(0,0,1) BEGIN(0,1,1) BEGIN(1,0,1) BEGIN(1,1,1)
  fi;
  do
  :: d_step { length > 0 && head < 4 ->
       wmem[head / 2] = head % 2; shift(); check() }
  :: d_step { length > 0 && head >= 4 ->
       vmem();
       a = head - 4;
       CACHED((queue[0] - 1) / 6, a) = 1 + (a == 0 -> word0 : word1);
       shift(); check() }
  od
}
