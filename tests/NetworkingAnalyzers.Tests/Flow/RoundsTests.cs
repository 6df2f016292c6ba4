using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>How often a loop turns round.</summary>
public sealed class RoundsTests
{
    [Theory]
    [InlineData("for (var i = 0; i < 10; i++) Number();", 10)]
    [InlineData("for (int i = 0; 10 > i; ++i) Number();", 10)]
    [InlineData("for (var i = 0; i <= 10; i++) Number();", 11)]
    [InlineData("for (var i = 0; i < 10; i += 3) Number();", 4)]
    [InlineData("for (var i = 10; i > 0; i--) Number();", 10)]
    [InlineData("for (var i = 10; i >= 0; i -= 5) Number();", 3)]
    [InlineData("for (var i = 10; i > 4; i -= 2) Number();", 3)]
    [InlineData("for (var i = 5; i <= 5; i++) Number();", 1)]
    [InlineData("for (var i = 5; i < 5; i++) Number();", 0)]
    [InlineData("for (var i = 0; i != 10; i++) Number();", 10)]
    [InlineData("for (var i = 5; i < 2; i++) Number();", 0)]
    [InlineData("int i; for (i = 0; i < 10; i++) Number();", 10)]
    [InlineData("const int end = 1_000_000; for (long i = 0; i < end * 2L; i++) Number();", 2_000_000)]
    [InlineData("for (var x = 0.0; x < 1; x += 0.25) Number();", 4)]
    public void A_counted_loop(string code, long rounds) => Assert.Equal(rounds, Of(code));

    [Theory]
    [InlineData("while (Condition()) Number();")]
    [InlineData("for (;;) Number();")]
    [InlineData("for (var i = 0; i < Limit(); i++) Number(); int Limit() => 3;")]
    [InlineData("for (var i = 0; Condition(); i++) Number();")]
    [InlineData("for (var i = 0; i < 10;) Number();")]
    [InlineData("for (int i = 0, j = 0; i < 10; i++) Number();")]
    [InlineData("for (var i = 0; i < 10; i++) { if (Condition()) break; Number(); }")]
    [InlineData("for (var i = 0; i < 10; i++) { if (Condition()) return; Number(); }")]
    [InlineData("for (var i = 0; i < 10; i++) { if (Condition()) throw new Exception(); Number(); }")]
    [InlineData("for (var i = 0; i < 10; i++) { if (Condition()) goto end; Number(); } end: ;")]
    [InlineData("foreach (var i in new[] { 1 }) Number();")]
    [InlineData("var j = 1; for (var i = 0; 3 > j; i++) Number();")]
    [InlineData("var j = 0; for (var i = 0; i < 10; j++) Number();")]
    public void A_loop_of_which_it_cannot_be_said(string code) => Assert.Null(Of(code));

    [Theory]
    [InlineData("for (var i = 0; i < 10; i++) { while (Condition()) break; Number(); }", 10)]
    [InlineData("for (var i = 0; i < 10; i++) { switch (i) { case 1: break; } Number(); }", 10)]
    [InlineData("for (var i = 0; i < 10; i++) { if (Condition()) continue; Number(); }", 10)]
    [InlineData("for (var i = 0; i < 10; i++) { Run(() => { return; }); Number(); }", 10)]
    public void A_jump_that_does_not_leave_the_loop(string code, long rounds) => Assert.Equal(rounds, Of(code));

    [Theory]
    [InlineData("for (var i = 0; i < 10; i++) { for (var j = 0; j < 20; j++) { } Number(); }", 200)]
    [InlineData("for (var i = 0; i < 10; i++) { for (var j = 0; j < 20; j++) { for (var k = 0; k < 3; k++) { } } Number(); }", 600)]
    [InlineData("for (var i = 0; i < 10; i++) { while (Condition()) { for (var k = 0; k < 3; k++) { } } Number(); }", 30)]
    [InlineData("for (var i = 0; i < 10; i++) { Run(() => { for (var k = 0; k < 3; k++) { } }); Number(); }", 10)]
    public void A_nest_multiplies(string code, double rounds) =>
        Assert.Equal(rounds, Rounds.OfNest(Loops.Around(Snippet.Statements(code).Call("Number"))!));

    private static long? Of(string code) => Rounds.Of(Loops.Around(Snippet.Statements(code).Call("Number"))!);
}
