-- A reusable barrier of one lock, one counter and two gates: what
-- spec/examples/barriers.fl says with two rooms.
const
  N : 8;

type
  Proc  : 0..N-1;
  Place : enum { rest, lockIn, countIn, checkIn, openIn, unlockIn, waitIn,
                 lockOut, countOut, checkOut, openOut, unlockOut, waitOut };
  Count : 0..N;

var
  pc     : array [Proc] of Place;
  locked : boolean;
  count1 : Count;
  count2 : Count;
  met    : Count;

startstate
begin
  for p : Proc do pc[p] := rest; end;
  locked := false;
  count1 := 0;
  count2 := 0;
  met := 0;
end;

ruleset p : Proc do
  rule "work" pc[p] = rest ==> begin pc[p] := lockIn; end;
  rule "lockIn" pc[p] = lockIn & !locked ==> begin locked := true; pc[p] := countIn; end;
  rule "countIn" pc[p] = countIn ==> begin met := met + 1; pc[p] := checkIn; end;
  rule "checkIn" pc[p] = checkIn ==>
  begin
    if met != N then pc[p] := unlockIn; else pc[p] := openIn; end;
  end;
  rule "openIn" pc[p] = openIn ==> begin count1 := count1 + N; pc[p] := unlockIn; end;
  rule "unlockIn" pc[p] = unlockIn ==> begin locked := false; pc[p] := waitIn; end;
  rule "waitIn" pc[p] = waitIn & count1 > 0 ==>
  begin
    count1 := count1 - 1;
    pc[p] := lockOut;
  end;
  rule "lockOut" pc[p] = lockOut & !locked ==> begin locked := true; pc[p] := countOut; end;
  rule "countOut" pc[p] = countOut ==> begin met := met - 1; pc[p] := checkOut; end;
  rule "checkOut" pc[p] = checkOut ==>
  begin
    if met != 0 then pc[p] := unlockOut; else pc[p] := openOut; end;
  end;
  rule "openOut" pc[p] = openOut ==> begin count2 := count2 + N; pc[p] := unlockOut; end;
  rule "unlockOut" pc[p] = unlockOut ==> begin locked := false; pc[p] := waitOut; end;
  rule "waitOut" pc[p] = waitOut & count2 > 0 ==>
  begin
    count2 := count2 - 1;
    pc[p] := rest;
  end;
end;

-- One pass over the processes: function calls and quantifiers cost more here.
function sound() : boolean;
var
  holders : Count;
  counted : Count;
  first1  : Count;
  coming  : Count;
  leaving : Count;
begin
  holders := 0; counted := 0; first1 := 0; coming := 0; leaving := 0;
  for p : Proc do
    switch pc[p]
    case rest, lockIn:
      first1 := first1 + 1; coming := coming + 1;
    case countIn:
      holders := holders + 1; first1 := first1 + 1; coming := coming + 1;
    case checkIn, openIn:
      holders := holders + 1; counted := counted + 1;
      first1 := first1 + 1; coming := coming + 1;
    case unlockIn:
      holders := holders + 1; counted := counted + 1; first1 := first1 + 1;
    case waitIn:
      counted := counted + 1; first1 := first1 + 1;
    case lockOut:
      counted := counted + 1; leaving := leaving + 1;
    case countOut:
      holders := holders + 1; counted := counted + 1; leaving := leaving + 1;
    case checkOut, openOut:
      holders := holders + 1; leaving := leaving + 1;
    case unlockOut:
      holders := holders + 1;
    end;
    if pc[p] = openIn then
      if met != N then return false; end;
      for q : Proc do
        if q != p & pc[q] != waitIn then return false; end;
      end;
    end;
    if pc[p] = openOut then
      if met != 0 then return false; end;
      for q : Proc do
        if q != p & pc[q] != waitOut then return false; end;
      end;
    end;
  end;
  return holders <= 1
    & (holders > 0 -> locked)
    & met = counted
    & (count1 = 0 | count2 = 0)
    & !(coming > 0 & leaving > 0)
    & (coming > 0 -> count1 = 0)
    & (leaving > 0 -> count2 = 0)
    & (count1 > 0 -> count1 = first1)
    & (count2 > 0 -> count2 = N - first1);
end;

invariant "all of the module" sound();
