-- Caches and a queue before a memory: what spec/examples/write_through_cache.fl
-- says, without its refinement. Tagged unions are a tag and fields that are 0
-- where the tag has none, as is what is behind the last entry of the queue.
const
  PROCS : 2;
  ADRS  : 2;
  VALS  : 2;
  QLEN  : 2;

type
  Proc    : 0..PROCS-1;
  Adr     : 0..ADRS-1;
  Val     : 0..VALS-1;
  Place   : 0..QLEN-1;
  Control : enum { ready, busy, waiting, done };
  Tag     : enum { nothing, reading, writing, answer };
  Paper   : record tag : Tag; adr : Adr; val : Val; end;
  Word    : record known : boolean; val : Val; end;
  Entry   : record writes : boolean; who : Proc; adr : Adr; val : Val; end;

var
  wmem   : array [Adr] of Val;
  ctl    : array [Proc] of Control;
  buf    : array [Proc] of Paper;
  cache  : array [Proc] of array [Adr] of Word;
  length : 0..QLEN;
  queue  : array [Place] of Entry;
  portBy : Proc;
  port   : Paper;

-- The word at a once all of the queue has been written.
function vmem(a : Adr) : Val;
var word : Val;
begin
  word := wmem[a];
  for i : Place do
    if i < length & queue[i].writes & queue[i].adr = a then word := queue[i].val; end;
  end;
  return word;
end;

procedure wipe(e : Place);
begin
  queue[e].writes := false;
  queue[e].who := 0;
  queue[e].adr := 0;
  queue[e].val := 0;
end;

procedure shift();
begin
  for i : Place do
    if i + 1 < length then queue[i] := queue[i + 1]; end;
  end;
  length := length - 1;
  wipe(length);
end;

ruleset v : Val; w : Val; p : Proc do
  startstate
  begin
    wmem[0] := v;
    wmem[1] := w;
    for q : Proc do
      ctl[q] := ready;
      buf[q].tag := nothing; buf[q].adr := 0; buf[q].val := 0;
      for a : Adr do
        cache[q][a].known := false; cache[q][a].val := 0;
      end;
    end;
    length := 0;
    for i : Place do wipe(i); end;
    portBy := p;
    port.tag := nothing; port.adr := 0; port.val := 0;
  end;
end;

ruleset p : Proc; a : Adr do
  rule "request to read" ctl[p] = ready ==>
  begin
    buf[p].tag := reading; buf[p].adr := a; buf[p].val := 0;
    ctl[p] := busy;
    portBy := p;
    port := buf[p];
  end;
  rule "evict"
    ctl[p] = waiting -> !(buf[p].tag = reading & buf[p].adr = a)
  ==>
  begin
    cache[p][a].known := false; cache[p][a].val := 0;
  end;
end;

ruleset p : Proc; a : Adr; v : Val do
  rule "request to write" ctl[p] = ready ==>
  begin
    buf[p].tag := writing; buf[p].adr := a; buf[p].val := v;
    ctl[p] := busy;
    portBy := p;
    port := buf[p];
  end;
end;

ruleset p : Proc do
  rule "respond" ctl[p] = done ==>
  begin
    ctl[p] := ready;
    portBy := p;
    port := buf[p];
  end;
  rule "read miss"
    ctl[p] = busy & length < QLEN & buf[p].tag = reading & !cache[p][buf[p].adr].known
  ==>
  begin
    queue[length].writes := false;
    queue[length].who := p;
    queue[length].adr := buf[p].adr;
    queue[length].val := 0;
    length := length + 1;
    ctl[p] := waiting;
  end;
  rule "read hit"
    (ctl[p] = busy | ctl[p] = waiting) & buf[p].tag = reading & cache[p][buf[p].adr].known
  ==>
  begin
    buf[p].tag := answer;
    buf[p].val := cache[p][buf[p].adr].val;
    buf[p].adr := 0;
    ctl[p] := done;
  end;
  rule "write"
    ctl[p] = busy & length < QLEN & buf[p].tag = writing
  ==>
  begin
    for q : Proc do
      if q = p | cache[q][buf[p].adr].known then
        cache[q][buf[p].adr].known := true;
        cache[q][buf[p].adr].val := buf[p].val;
      end;
    end;
    queue[length].writes := true;
    queue[length].who := p;
    queue[length].adr := buf[p].adr;
    queue[length].val := buf[p].val;
    length := length + 1;
    buf[p].tag := nothing; buf[p].adr := 0; buf[p].val := 0;
    ctl[p] := done;
  end;
end;

rule "memory writes" length > 0 & queue[0].writes ==>
begin
  wmem[queue[0].adr] := queue[0].val;
  shift();
end;

rule "memory reads" length > 0 & !queue[0].writes ==>
begin
  cache[queue[0].who][queue[0].adr].val := vmem(queue[0].adr);
  cache[queue[0].who][queue[0].adr].known := true;
  shift();
end;

invariant "coherence"
  forall p : Proc do forall q : Proc do forall a : Adr do
    cache[p][a].known & cache[q][a].known -> cache[p][a].val = cache[q][a].val
  end end end;
invariant "cachesAreCurrent"
  forall p : Proc do forall a : Adr do cache[p][a].known -> cache[p][a].val = vmem(a) end end;
invariant "waitersHaveRequests"
  forall p : Proc do ctl[p] = waiting -> buf[p].tag = reading end;
