using System;
using System.Linq;
using System.Threading.Tasks;
using Incidents.Tests.Fixed;
using Microsoft.CodeAnalysis.CSharp;
using NetworkingAnalyzers.RuleBook;
using Xunit;

namespace Incidents.Tests.Replayed;

/// <summary>Which rules speak on which naive program of samples/Incidents, and that they speak where its comments say so.</summary>
public sealed class NaiveProgramTests
{
    // The project's implicit usings.
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    [Theory]
    [InlineData("1.SlowAcceptLoop", "NWA3001 NWA4001 NWA4005")]
    [InlineData("2.RetriedUntilNoError", "NWA1001 NWA3001 NWA3006 NWA4003")]
    [InlineData("3.StopsAnswering", "NWA2007 NWA3001 NWA4009 NWA5002 NWA6001")]
    [InlineData("4.ThreadPerConnection", "NWA3001 NWA4003")]
    [InlineData("5.VanishedPeers", "NWA3007")]
    [InlineData("6.SendTakenForDelivery", "NWA1001")]
    public async Task The_rules_speak_at_build_time(string folder, string expected)
    {
        var rules = Rule.All.Where(rule => rule.Descriptor.IsEnabledByDefault).ToArray();
        var files = Source.Names($"Naive/{folder}/").ToArray();
        Assert.NotEmpty(files);
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create("Naive", [.. files.Select(file => CSharpSyntaxTree.ParseText(Source.Of(file), options, file)), CSharpSyntaxTree.ParseText(Usings, options)], Source.Framework, Source.Options(rules));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));

        var said = await Source.DiagnoseAsync(compilation, rules);
        Assert.Equal(expected, string.Join(' ', said.Select(diagnostic => diagnostic.Id).Distinct().Order(StringComparer.Ordinal)));

        // The comments that name a rule and the rules that speak are the same, file by file.
        foreach (var file in files)
        {
            var named = expected.Split(' ').Where(id => Source.Of(file).Contains(id, StringComparison.Ordinal));
            Assert.Equal(named, said.Where(diagnostic => diagnostic.Location.SourceTree!.FilePath == file).Select(diagnostic => diagnostic.Id).Distinct().Order(StringComparer.Ordinal));
        }
    }
}
