using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Configuration;

/// <summary>
/// Tells what the rules could not read of a user's configuration: silence would look like clean code. It is no rule and in no
/// preset. (<c>NWA0001</c>, a preset that does not exist, is told by the build.)
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConfigurationCheck : DiagnosticAnalyzer
{
    private const string Page = "https://github.com/NetworkingAnalyzers/NetworkingAnalyzers/blob/main/docs/configuration.md";

    private static readonly DiagnosticDescriptor WrongApi = new(
        "NWA0002",
        "A line of " + UserApis.FileName + " says nothing",
        UserApis.FileName + ": {0}",
        "Configuration",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The line is passed over, so that the rules know nothing of the member that it is about.",
        helpLinkUri: Page + "#your-own-wrappers",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    private static readonly DiagnosticDescriptor WrongSetting = new(
        "NWA0003",
        "A setting has a value that is not allowed",
        "'{0}' is set to '{1}'; allowed is {2}",
        "Configuration",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The value is passed over and the default holds.",
        helpLinkUri: Page + "#settings",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(WrongApi, WrongSetting);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationAction(CheckApis);
        context.RegisterCompilationAction(CheckSettings);
    }

    private static void CheckApis(CompilationAnalysisContext context)
    {
        foreach (var file in context.Options.AdditionalFiles)
        {
            if (!UserApis.IsOne(file))
            {
                continue;
            }

            var (entries, wrong) = UserApis.Read(file, context.CancellationToken);
            foreach (var (line, reason) in wrong)
            {
                Report(line, reason);
            }

            var net = NetTypes.Of(context.Compilation, UserApis.Of(context.Options));
            foreach (var entry in entries)
            {
                if (UserApis.MissedBy(entry, net, context.Compilation) is { } reason)
                {
                    Report(entry.Line, reason);
                }
            }

            void Report(TextLine line, string reason) => context.ReportDiagnostic(Diagnostic.Create(
                WrongApi, Location.Create(file.Path, line.Span, line.Text!.Lines.GetLinePositionSpan(line.Span)), reason));
        }
    }

    /// <summary>The same key is looked up for each file; each value that is not allowed is told once.</summary>
    private static void CheckSettings(CompilationAnalysisContext context)
    {
        var told = new HashSet<(string, string)>();
        foreach (var tree in context.Compilation.SyntaxTrees)
        {
            foreach (var setting in Settings.All)
            {
                if (setting.In(tree, context.Options) is { } text && !setting.Allows(text) && told.Add((setting.Key, text)))
                {
                    context.ReportDiagnostic(Diagnostic.Create(WrongSetting, Location.None, setting.Key, text, setting.Allowed));
                }
            }
        }
    }
}
