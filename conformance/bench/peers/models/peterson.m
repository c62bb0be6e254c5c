-- Mutual exclusion among N processes, the filter lock: what Peterson.tla and
-- peterson.pml say, without progress.
const
  N : 5;

type
  Proc  : 0..N-1;
  Level : 0..N-1;
  Place : enum { idle, flag, yield, wait, critical };

var
  pc   : array [Proc] of Place;
  lvl  : array [Proc] of Level;
  last : array [Level] of Proc;   -- last[0] is not used

startstate
begin
  for p : Proc do
    pc[p] := idle;
    lvl[p] := 0;
    last[p] := 0;
  end;
end;

ruleset p : Proc do
  rule "start" pc[p] = idle ==> begin pc[p] := flag; end;
  rule "flag" pc[p] = flag ==> begin lvl[p] := lvl[p] + 1; pc[p] := yield; end;
  rule "last" pc[p] = yield ==> begin last[lvl[p]] := p; pc[p] := wait; end;
  rule "wait"
    pc[p] = wait & (last[lvl[p]] != p | forall q : Proc do q = p | lvl[q] < lvl[p] end)
  ==>
  begin
    if lvl[p] = N - 1 then pc[p] := critical; else pc[p] := flag; end;
  end;
  rule "leave" pc[p] = critical ==> begin lvl[p] := 0; pc[p] := idle; end;
end;

invariant "mutualExclusion"
  forall p : Proc do forall q : Proc do
    p != q -> !(pc[p] = critical & pc[q] = critical)
  end end;
