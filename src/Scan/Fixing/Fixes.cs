using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace NetworkingAnalyzers.Scan.Fixing;

/// <summary>Asks for fixes and applies them as an editor does, fix-all in a project.</summary>
internal sealed class Fixes(Running.RuleSet rules)
{
    /// <summary>The fix of a rule; null where it has none.</summary>
    public CodeFixProvider? Of(string rule) => rules.CodeFixes.FirstOrDefault(fix => fix.FixableDiagnosticIds.Contains(rule));

    /// <summary>The diagnostics of one rule for which a fix is offered, by the kind of the first that is.</summary>
    public static async Task<IReadOnlyList<IGrouping<string, Diagnostic>>> Offered(Project project, CodeFixProvider fix, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var offered = new List<(Diagnostic Diagnostic, string Key)>();
        foreach (var diagnostic in diagnostics)
        {
            if (await KeyOfFirstAction(project, fix, diagnostic, cancellation).ConfigureAwait(false) is { } key)
            {
                offered.Add((diagnostic, key));
            }
        }

        return [.. offered.GroupBy(pair => pair.Key, pair => pair.Diagnostic)];
    }

    /// <summary>The project with all diagnostics of one kind fixed; null where the fix did nothing.</summary>
    public static async Task<Project?> Applied(Project project, CodeFixProvider fix, IGrouping<string, Diagnostic> diagnostics, CancellationToken cancellation)
    {
        IReadOnlyList<Diagnostic> fixable = [.. diagnostics];
        var context = new FixAllContext(project, fix, FixAllScope.Project, diagnostics.Key, [fixable[0].Id], new Known(fixable), cancellation);
        return await fix.GetFixAllProvider()!.GetFixAsync(context).ConfigureAwait(false) is { } action
            && (await action.GetOperationsAsync(cancellation).ConfigureAwait(false)).OfType<ApplyChangesOperation>().FirstOrDefault() is { } change
            ? change.ChangedSolution.GetProject(project.Id)
            : null;
    }

    /// <summary>Compile errors that are there after a change and were not before: how many of each id.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> NewErrors(Project before, Project after, CancellationToken cancellation)
    {
        var errors = await ErrorsOf(before, cancellation).ConfigureAwait(false);
        return (await ErrorsOf(after, cancellation).ConfigureAwait(false))
            .Select(pair => (Id: pair.Key, More: pair.Value - errors.GetValueOrDefault(pair.Key)))
            .Where(pair => pair.More > 0)
            .ToDictionary(pair => pair.Id, pair => pair.More);
    }

    private static async Task<Dictionary<string, int>> ErrorsOf(Project project, CancellationToken cancellation) =>
        (await project.GetCompilationAsync(cancellation).ConfigureAwait(false))!.GetDiagnostics(cancellation)
            .Where(d => d.Severity == DiagnosticSeverity.Error).GroupBy(d => d.Id).ToDictionary(group => group.Key, group => group.Count());

    private static async Task<string?> KeyOfFirstAction(Project project, CodeFixProvider fix, Diagnostic diagnostic, CancellationToken cancellation)
    {
        CodeAction? first = null;
        if (project.GetDocument(diagnostic.Location.SourceTree) is { } document)
        {
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => first ??= action, cancellation)).ConfigureAwait(false);
        }

        return first?.EquivalenceKey;
    }

    /// <summary>Gives fix-all the findings for which a fix was offered.</summary>
    private sealed class Known(IReadOnlyList<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(d => d.Location.SourceTree!.FilePath == document.FilePath));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult(Enumerable.Empty<Diagnostic>());

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
