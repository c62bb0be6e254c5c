-------------------------- MODULE WriteThroughCache --------------------------
(* Caches and a queue before a memory: what                                   *)
(* spec/examples/write_through_cache.fl says, without its refinement.          *)
EXTENDS Integers, Sequences
CONSTANTS Proc, Adr, Val, QLen
VARIABLES wmem, ctl, buf, cache, queue, port
vars == <<wmem, ctl, buf, cache, queue, port>>

Read(a)     == [op |-> "read", adr |-> a]
Write(a, v) == [op |-> "write", adr |-> a, val |-> v]
Request     == {Read(a) : a \in Adr} \union {Write(a, v) : a \in Adr, v \in Val}
Nothing     == [kind |-> "nothing"]
Asked(r)    == [kind |-> "asked", request |-> r]
Answer(v)   == [kind |-> "answer", val |-> v]
None        == [kind |-> "none"]
Some(v)     == [kind |-> "some", val |-> v]

Init == /\ wmem \in [Adr -> Val]
        /\ ctl = [p \in Proc |-> "ready"]
        /\ buf = [p \in Proc |-> Nothing]
        /\ cache = [p \in Proc |-> [a \in Adr |-> None]]
        /\ queue = <<>>
        /\ port \in {<<p, Nothing>> : p \in Proc}

RECURSIVE After(_, _)
After(n, a) == IF n = 0 THEN wmem[a]
               ELSE IF queue[n].request.op = "write" /\ queue[n].request.adr = a
               THEN queue[n].request.val
               ELSE After(n - 1, a)
Vmem(a) == After(Len(queue), a)

AsksRead(p, a)     == buf[p] = Asked(Read(a))
AsksWrite(p, a, v) == buf[p] = Asked(Write(a, v))

DoRequest(p, r) == /\ ctl[p] = "ready"
                   /\ buf' = [buf EXCEPT ![p] = Asked(r)]
                   /\ ctl' = [ctl EXCEPT ![p] = "busy"]
                   /\ port' = <<p, Asked(r)>>
                   /\ UNCHANGED <<wmem, cache, queue>>
Respond(p) == /\ ctl[p] = "done"
              /\ ctl' = [ctl EXCEPT ![p] = "ready"]
              /\ port' = <<p, buf[p]>>
              /\ UNCHANGED <<wmem, buf, cache, queue>>
ReadMiss(p) == /\ ctl[p] = "busy" /\ Len(queue) < QLen
               /\ \E a \in Adr : /\ AsksRead(p, a)
                                 /\ cache[p][a] = None
                                 /\ queue' = Append(queue, [by |-> p, request |-> Read(a)])
               /\ ctl' = [ctl EXCEPT ![p] = "waiting"]
               /\ UNCHANGED <<wmem, buf, cache, port>>
ReadHit(p) == /\ ctl[p] \in {"busy", "waiting"}
              /\ \E a \in Adr : /\ AsksRead(p, a)
                                /\ cache[p][a] # None
                                /\ buf' = [buf EXCEPT ![p] = Answer(cache[p][a].val)]
              /\ ctl' = [ctl EXCEPT ![p] = "done"]
              /\ UNCHANGED <<wmem, cache, queue, port>>
DoWrite(p) == /\ ctl[p] = "busy" /\ Len(queue) < QLen
              /\ \E a \in Adr, v \in Val :
                   /\ AsksWrite(p, a, v)
                   /\ cache' = [q \in Proc |->
                        IF q = p \/ cache[q][a] # None
                        THEN [cache[q] EXCEPT ![a] = Some(v)] ELSE cache[q]]
                   /\ queue' = Append(queue, [by |-> p, request |-> Write(a, v)])
              /\ buf' = [buf EXCEPT ![p] = Nothing]
              /\ ctl' = [ctl EXCEPT ![p] = "done"]
              /\ UNCHANGED <<wmem, port>>
MemoryWrites == /\ queue # <<>>
                /\ Head(queue).request.op = "write"
                /\ wmem' = [wmem EXCEPT ![Head(queue).request.adr] = Head(queue).request.val]
                /\ queue' = Tail(queue)
                /\ UNCHANGED <<ctl, buf, cache, port>>
MemoryReads == /\ queue # <<>>
               /\ Head(queue).request.op = "read"
               /\ LET a == Head(queue).request.adr
                  IN  cache' = [cache EXCEPT ![Head(queue).by][a] = Some(Vmem(a))]
               /\ queue' = Tail(queue)
               /\ UNCHANGED <<wmem, ctl, buf, port>>
Evict(p, a) == /\ ctl[p] = "waiting" => ~AsksRead(p, a)
               /\ cache' = [cache EXCEPT ![p][a] = None]
               /\ UNCHANGED <<wmem, ctl, buf, queue, port>>

Next == \/ \E p \in Proc :
             \/ \E r \in Request : DoRequest(p, r)
             \/ Respond(p) \/ ReadMiss(p) \/ ReadHit(p) \/ DoWrite(p)
             \/ \E a \in Adr : Evict(p, a)
        \/ MemoryWrites
        \/ MemoryReads
Spec == Init /\ [][Next]_vars

Coherence == \A p, q \in Proc, a \in Adr :
  cache[p][a] # None /\ cache[q][a] # None => cache[p][a] = cache[q][a]
CachesAreCurrent == \A p \in Proc, a \in Adr :
  cache[p][a] # None => cache[p][a].val = Vmem(a)
WaitersHaveRequests == \A p \in Proc :
  ctl[p] = "waiting" => buf[p].kind = "asked" /\ buf[p].request.op = "read"
=============================================================================
