using System;
using System.Linq;
using System.Threading.Tasks;
using NetworkingAnalyzers.RuleBook;
using Xunit;

namespace Incidents.Tests.Fixed;

/// <summary>Rule, fix and run-time truth in one: the rule finds the experiment's pitfall, our own fix mends it, and what comes of it is compiled, run, and does not fail.</summary>
public sealed class FixTests(ITestOutputHelper output)
{
    /// <summary>Fixes whose result cannot stand in for the mend by hand, and why.</summary>
    private static readonly (string Id, string Why)[] s_notPlayed =
    [
        ("NWA2001", "the fix is for streams, and the experiment reads a socket"),
        ("NWA2003", "the fix is for streams, and the experiment reads a socket"),
        ("NWA2011", "the fix keeps the order of today, and the experiment's peer has the other"),
        ("NWA2012", "the mended loop has no need of the token that stops the other"),
        ("NWA3003", "the fix sets the timeout where the connection is made, and the experiment is given one"),
        ("NWA3006", "the mend by hand takes the limit as a parameter"),
        ("NWA3010", "the mend by hand takes the limit as a parameter"),
        ("NWA3016", "the fix wants the accepted connection in a variable of its own, and the experiment returns it at once"),
        ("NWA4005", "the rule wants a listener that accepts in a loop, and the experiment's accepts nobody"),
        ("NWA5002", "the experiment keeps what is forgotten from the finalizer, which the rule takes for an owner"),
        ("NWA5004", "the experiment holds its pitfall in the fact itself, and no class to mend"),
        ("NWA5005", "the experiment's client has both ways to ask again, and no class with the pitfall alone"),
        ("NWA7002", "the experiment's clients are not static: two run side by side, and the mend by hand waits for less than two minutes"),
        ("NWA6002", "the mend by hand is a method of another name"),
        ("NWA6008", "the experiment holds its pitfall in the fact itself, and no class to mend"),
        ("NWA6003", "nothing is offered where the handler is a lambda"),
    ];

    /// <summary>Two minutes of keep-alive as the fix proposes it, and the four seconds that the experiment waits.</summary>
    private static readonly (string Proposed, string Shorter)[] s_shortened =
        [("TcpKeepAliveTime, 60", "TcpKeepAliveTime, 1"), ("TcpKeepAliveInterval, 10", "TcpKeepAliveInterval, 1"), ("TcpKeepAliveRetryCount, 6", "TcpKeepAliveRetryCount, 3")];

    [Theory]
    [InlineData("NWA1006")]
    [InlineData("NWA1007")]
    [InlineData("NWA2002")]
    [InlineData("NWA2004")]
    [InlineData("NWA2005")]
    [InlineData("NWA2007")]
    [InlineData("NWA2010")]
    [InlineData("NWA2013")]
    [InlineData("NWA2016")]
    [InlineData("NWA2018")]
    [InlineData("NWA2019")]
    [InlineData("NWA3001")]
    [InlineData("NWA3002")]
    [InlineData("NWA3009")]
    [InlineData("NWA3014")]
    [InlineData("NWA3015")]
    [InlineData("NWA4001")]
    [InlineData("NWA5001")]
    [InlineData("NWA5007")]
    [InlineData("NWA6006")]
    [InlineData("NWA7006")]
    [InlineData("NWA7007")]
    [InlineData("NWA7010")]
    [InlineData("NWA7012")]
    [InlineData("NWA8003")]
    [InlineData("NWA9004")]
    [InlineData("NWA9015")]
    [InlineData("NWA9007")]
    public async Task What_the_fix_makes_of_the_pitfall_does_not_fail(string id)
    {
        var experiment = await FixedExperiment.OfAsync(id, id is "NWA3001" or "NWA3002" ? s_shortened : id is "NWA8003" ? [("FromSeconds(10)", "FromSeconds(1)")] : []);
        output.WriteLine(experiment.Mended);
        output.WriteLine(string.Join('\n', await experiment.PlayAsync()));
    }

    [Fact]
    public void Every_fix_is_played_or_says_why_not()
    {
        var played = typeof(FixTests).GetMethod(nameof(What_the_fix_makes_of_the_pitfall_does_not_fail))!.GetCustomAttributes(inherit: false).OfType<InlineDataAttribute>().Select(row => (string)row.Data[0]!);
        Assert.Equal(
            Rule.All.Where(rule => rule.Fix is not null).Select(rule => rule.Id).Order(StringComparer.Ordinal),
            played.Concat(s_notPlayed.Select(row => row.Id)).Order(StringComparer.Ordinal));
    }
}
