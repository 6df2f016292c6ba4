using System;
using System.IO;
using System.Linq;

namespace NetworkingAnalyzers.Tests.House;

/// <summary>Rules use Situations, Flow and Knowledge; Flow and Knowledge do not know each other nor what is above them.</summary>
public sealed class LayeringTests
{
    private static readonly string Source = Path.Combine(References.FromBuild("RepositoryRoot"), "src", "NetworkingAnalyzers");

    [Theory]
    [InlineData("Flow", "NetworkingAnalyzers.Knowledge")]
    [InlineData("Flow", "NetworkingAnalyzers.Situations")]
    [InlineData("Flow", "NetworkingAnalyzers.Rules")]
    [InlineData("Knowledge", "NetworkingAnalyzers.Flow")]
    [InlineData("Knowledge", "NetworkingAnalyzers.Situations")]
    [InlineData("Knowledge", "NetworkingAnalyzers.Rules")]
    [InlineData("Situations", "NetworkingAnalyzers.Rules")]
    public void A_layer_does_not_use_what_is_beside_or_above_it(string layer, string forbidden)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Source, layer), "*.cs", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(path => File.ReadAllText(path).Contains(forbidden, StringComparison.Ordinal)).Select(Path.GetFileName));
    }

    [Fact]
    public void A_rule_knows_no_other_rule()
    {
        var rules = Directory.EnumerateFiles(Path.Combine(Source, "Rules"), "*.cs", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(rules);
        Assert.Empty(rules.Where(path => File.ReadAllText(path).Contains("using NetworkingAnalyzers.Rules", StringComparison.Ordinal)).Select(Path.GetFileName));
    }

    [Fact]
    public void A_rule_file_stays_short()
    {
        var rules = Directory.EnumerateFiles(Path.Combine(Source, "Rules"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".Fix.cs", StringComparison.Ordinal));
        Assert.Empty(rules.Where(path => File.ReadAllLines(path).Length > 200).Select(Path.GetFileName));
    }
}
