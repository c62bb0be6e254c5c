-- Readers and writers served in the order in which they asked: what
-- spec/examples/readers_writers.fl says. A reader's wish is 0, a writer's 1.
const
  ACTORS : 4;

type
  Actor : 0..ACTORS-1;
  Wish  : 0..1;
  Place : 0..2*ACTORS-1;

var
  reads   : array [Actor] of boolean;
  writes  : array [Actor] of boolean;
  length  : 0..2*ACTORS;
  wish    : array [Place] of Wish;   -- cleared behind the last
  who      : array [Place] of Actor;

function someone(bits : array [Actor] of boolean) : boolean;
begin
  for a : Actor do
    if bits[a] then return true; end;
  end;
  return false;
end;

function waits(a : Actor; w : Wish) : boolean;
begin
  for i : Place do
    if i < length & who[i] = a & wish[i] = w then return true; end;
  end;
  return false;
end;

startstate
begin
  for a : Actor do
    reads[a] := false;
    writes[a] := false;
  end;
  length := 0;
  for i : Place do
    wish[i] := 0;
    who[i] := 0;
  end;
end;

ruleset a : Actor; w : Wish do
  rule "ask" !waits(a, w) ==>
  begin
    wish[length] := w;
    who[length] := a;
    length := length + 1;
  end;
end;

rule "admit"
  length > 0 & !someone(writes) & (wish[0] = 0 | !someone(reads))
==>
begin
  if wish[0] = 0 then reads[who[0]] := true; else writes[who[0]] := true; end;
  for i : Place do
    if i + 1 < length then
      wish[i] := wish[i + 1];
      who[i] := who[i + 1];
    end;
  end;
  length := length - 1;
  wish[length] := 0;
  who[length] := 0;
end;

ruleset a : Actor do
  rule "leave" reads[a] | writes[a] ==>
  begin
    if reads[a] then reads[a] := false; else writes[a] := false; end;
  end;
end;

invariant "writersAreAlone" !someone(writes) | !someone(reads);
invariant "oneWriter"
  forall a : Actor do forall b : Actor do a != b -> !(writes[a] & writes[b]) end end;
invariant "nobodyWaitsTwice"
  forall i : Place do forall j : Place do
    (i < j & j < length) -> (wish[i] != wish[j] | who[i] != who[j])
  end end;
