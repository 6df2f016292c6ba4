using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Fixing;

/// <summary>Applies every fix that is offered, fix-all for each rule, in memory, and looks at what came of it.</summary>
internal sealed class FixTrial(Running.RuleSet rules, RuleSelection selection)
{
    private readonly SortedDictionary<string, FixTally> _tallies = new(StringComparer.Ordinal);
    private readonly HashSet<(string Rule, string Path, int Start)> _seen = [];

    /// <summary>For each rule that found something what its fix did.</summary>
    public IReadOnlyDictionary<string, FixTally> Tallies => _tallies;

    /// <summary>Tries the fixes of one project for the diagnostics that were found in it; a file that several projects compile is tried in the first.</summary>
    public async Task Try(Project project, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        foreach (var group in diagnostics.Where(d => _seen.Add((d.Id, d.Location.SourceTree!.FilePath, d.Location.SourceSpan.Start))).GroupBy(d => d.Id))
        {
            if (!_tallies.TryGetValue(group.Key, out var tally))
            {
                _tallies.Add(group.Key, tally = new FixTally());
            }

            tally.Findings += group.Count();
            if (rules.CodeFixes.FirstOrDefault(fix => fix.FixableDiagnosticIds.Contains(group.Key)) is { } fix)
            {
                try
                {
                    await Try(project, fix, [.. group], tally, cancellation).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    tally.Thrown.Add(e.ToString());
                }
            }
        }
    }

    private async Task Try(Project project, CodeFixProvider fix, IReadOnlyList<Diagnostic> diagnostics, FixTally tally, CancellationToken cancellation)
    {
        var offered = new List<(Diagnostic Diagnostic, string Key)>();
        foreach (var diagnostic in diagnostics)
        {
            if (await KeyOfFirstAction(project, fix, diagnostic, cancellation).ConfigureAwait(false) is { } key)
            {
                offered.Add((diagnostic, key));
            }
        }

        tally.Offered += offered.Count;
        foreach (var key in offered.GroupBy(pair => pair.Key))
        {
            IReadOnlyList<Diagnostic> fixable = [.. key.Select(pair => pair.Diagnostic)];
            var context = new FixAllContext(project, fix, FixAllScope.Project, key.Key, [fixable[0].Id], new Known(fixable), cancellation);
            if (await fix.GetFixAllProvider()!.GetFixAsync(context).ConfigureAwait(false) is { } action
                && await Changed(action, cancellation).ConfigureAwait(false) is { } changed)
            {
                await Look(project, changed.GetProject(project.Id)!, fixable, tally, cancellation).ConfigureAwait(false);
            }
            else
            {
                tally.Remaining += fixable.Count;
            }
        }
    }

    private static async Task<string?> KeyOfFirstAction(Project project, CodeFixProvider fix, Diagnostic diagnostic, CancellationToken cancellation)
    {
        CodeAction? first = null;
        if (project.GetDocument(diagnostic.Location.SourceTree) is { } document)
        {
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => first ??= action, cancellation)).ConfigureAwait(false);
        }

        return first?.EquivalenceKey;
    }

    private static async Task<Solution?> Changed(CodeAction action, CancellationToken cancellation) =>
        (await action.GetOperationsAsync(cancellation).ConfigureAwait(false)).OfType<ApplyChangesOperation>().FirstOrDefault()?.ChangedSolution;

    private async Task Look(Project before, Project after, IReadOnlyList<Diagnostic> mended, FixTally tally, CancellationToken cancellation)
    {
        var (old, @new) = ((await before.GetCompilationAsync(cancellation).ConfigureAwait(false))!, (await after.GetCompilationAsync(cancellation).ConfigureAwait(false))!);
        var errors = ErrorsOf(old, cancellation);
        foreach (var (id, count) in ErrorsOf(@new, cancellation))
        {
            if (count - errors.GetValueOrDefault(id) is > 0 and var more)
            {
                tally.NewErrors[id] = tally.NewErrors.GetValueOrDefault(id) + more;
            }
        }

        foreach (var id in after.GetChanges(before).GetChangedDocuments())
        {
            var was = before.GetDocument(id)!;
            var @is = after.GetDocument(id)!;
            var tree = (await was.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false))!;
            var inFile = mended.Where(d => d.Location.SourceTree!.FilePath == tree.FilePath).ToList();
            var changes = LineChanges.Between((await tree.GetTextAsync(cancellation).ConfigureAwait(false)).ToString(), (await @is.GetTextAsync(cancellation).ConfigureAwait(false)).ToString());
            tally.UntouchedLinesChanged += changes.Outside(inFile.Select(d => LinesMeantBy(tree, d)));
            tally.Remaining += await RemainingIn(before, tree, after, (await @is.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false))!, inFile, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The lines of the members that hold a finding, counted from 0.</summary>
    private static (int First, int Last) LinesMeantBy(SyntaxTree tree, Diagnostic diagnostic)
    {
        var member = Members.At(tree.GetRoot(), diagnostic.Location.SourceSpan)?.Span ?? diagnostic.Location.SourceSpan;
        var lines = tree.GetLineSpan(member);
        return (lines.StartLinePosition.Line, lines.EndLinePosition.Line);
    }

    /// <summary>Findings in a changed file beyond those that no fix was offered for.</summary>
    private async Task<int> RemainingIn(Project old, SyntaxTree before, Project @new, SyntaxTree after, IReadOnlyList<Diagnostic> mended, CancellationToken cancellation)
    {
        var id = mended.Count > 0 ? mended[0].Id : "";
        var then = (await Analysis.Run(old, before, selection, cancellation).ConfigureAwait(false)).Diagnostics.Count(d => d.Id == id);
        var now = (await Analysis.Run(@new, after, selection, cancellation).ConfigureAwait(false)).Diagnostics.Count(d => d.Id == id);
        return Math.Max(0, now - (then - mended.Count));
    }

    private static Dictionary<string, int> ErrorsOf(Compilation compilation, CancellationToken cancellation) =>
        compilation.GetDiagnostics(cancellation).Where(d => d.Severity == DiagnosticSeverity.Error).GroupBy(d => d.Id).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    /// <summary>Gives fix-all the findings for which a fix was offered.</summary>
    private sealed class Known(IReadOnlyList<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(d => d.Location.SourceTree!.FilePath == document.FilePath));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult(Enumerable.Empty<Diagnostic>());

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
