using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;
using RuleSet = NetworkingAnalyzers.Scan.Running.RuleSet;

namespace NetworkingAnalyzers.Scan.Tests;

public sealed class SelectionTests
{
    private const string TurnedOn = "root = true\n[*.cs]\ndotnet_diagnostic.T0001.severity = warning\n";

    [Theory]
    [InlineData("root = true\n", false, "", 0)]
    [InlineData("root = true\n", true, "", 1)]
    [InlineData("root = true\n", false, "T0001", 1)]
    [InlineData(TurnedOn, false, "", 1)]
    [InlineData(TurnedOn, false, "T0002", 0)]
    public async Task A_rule_that_is_off_by_default_is_on_where_it_is_asked_for(string config, bool all, string named, int expected)
    {
        using var made = new MadeFolder(("A.cs", "class A { }"), (".editorconfig", config));
        using var code = BareFolder.Load(new LoadOptions(made.Root, []) { ObeysConfiguration = true });
        var rules = new RuleSet([new OffByDefault("T0001"), new OffByDefault("T0002")], []);
        var result = await new Scanner(code, RuleSelection.Of(rules, named.Length > 0 ? [named] : [], all)).Run();
        Assert.Equal(expected, result.Findings.Count(finding => finding.Rule == "T0001"));
    }

    private sealed class OffByDefault(string id) : DiagnosticAnalyzer
    {
        private readonly DiagnosticDescriptor _rule = new(id, "t", "m", "c", DiagnosticSeverity.Info, isEnabledByDefault: false);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [_rule];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSymbolAction(symbol => symbol.ReportDiagnostic(Diagnostic.Create(_rule, symbol.Symbol.Locations[0])), SymbolKind.NamedType);
        }
    }
}
