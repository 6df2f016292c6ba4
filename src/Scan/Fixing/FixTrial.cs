using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Fixing;

/// <summary>Applies every fix that is offered, fix-all for each rule, in memory, and looks at what came of it.</summary>
internal sealed class FixTrial(Running.RuleSet rules, RuleSelection selection)
{
    private readonly Fixes _fixes = new(rules);
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
            if (_fixes.Of(group.Key) is { } fix)
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
        foreach (var group in await Fixes.Offered(project, fix, diagnostics, cancellation).ConfigureAwait(false))
        {
            tally.Offered += group.Count();
            if (await Fixes.Applied(project, fix, group, cancellation).ConfigureAwait(false) is { } changed)
            {
                await Look(project, changed, [.. group], tally, cancellation).ConfigureAwait(false);
            }
            else
            {
                tally.Remaining += group.Count();
            }
        }
    }

    private async Task Look(Project before, Project after, IReadOnlyList<Diagnostic> mended, FixTally tally, CancellationToken cancellation)
    {
        foreach (var (id, more) in await Fixes.NewErrors(before, after, cancellation).ConfigureAwait(false))
        {
            tally.NewErrors[id] = tally.NewErrors.GetValueOrDefault(id) + more;
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
}
