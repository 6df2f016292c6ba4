using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DiffPlex.Renderer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Reporting;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Fixing;

/// <summary>
/// Applies the fixes of all rules that run, project by project, in memory; nothing is written before the whole run is over. A fix after which a project has
/// compile errors that it had not before is left out and noted.
/// </summary>
internal sealed class FixRun(Running.RuleSet rules, RuleSelection selection, LoadedCode code)
{
    private readonly Fixes _fixes = new(rules);
    private readonly SortedDictionary<string, (SourceText Before, SourceText After)> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<Finding>> _left = new(StringComparer.Ordinal);

    /// <summary>Files that differ.</summary>
    public int Files => _changes.Count;

    /// <summary>Findings as they are after the fixes, with the lines they have then.</summary>
    public IEnumerable<Finding> Left => _left.Values.SelectMany(findings => findings);

    /// <summary>Fixes what was found in one project; what an earlier project changed in files that both compile is taken over first.</summary>
    public async Task Fix(Project project, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var (current, found) = (project, diagnostics);
        if (await WithEarlierChanges(project, cancellation).ConfigureAwait(false) is { } changed)
        {
            current = changed;
            found = (await Analysis.Run(current, selection, cancellation).ConfigureAwait(false)).Diagnostics;
        }

        var start = current;
        foreach (var rule in found.Select(d => d.Id).Distinct().Order(StringComparer.Ordinal).ToList())
        {
            if (_fixes.Of(rule) is { } fix)
            {
                (current, found) = await Fix(current, found, rule, fix, cancellation).ConfigureAwait(false);
            }
        }

        foreach (var id in current.GetChanges(start).GetChangedDocuments())
        {
            var path = current.GetDocument(id)!.FilePath!;
            var before = _changes.TryGetValue(path, out var earlier) ? earlier.Before : await start.GetDocument(id)!.GetTextAsync(cancellation).ConfigureAwait(false);
            _changes[path] = (before, await current.GetDocument(id)!.GetTextAsync(cancellation).ConfigureAwait(false));
            _left.Remove(path);
        }

        foreach (var finding in found.Where(d => code.IsSource(project, d.Location.SourceTree!.FilePath)).Select(Finding.Of))
        {
            if (!_left.TryGetValue(finding.Path, out var left))
            {
                _left.Add(finding.Path, left = []);
            }

            left.Add(finding);
        }
    }

    /// <summary>What the fixes would change, as <c>git apply</c> and <c>patch -p1</c> take it, with paths below the root.</summary>
    public void WriteDiff(TextWriter to)
    {
        foreach (var (path, (before, after)) in _changes)
        {
            var shown = Path.GetRelativePath(code.Root, path).Replace('\\', '/');
            to.Write(UnifiedDiff.Of(before.ToString(), after.ToString(), shown));
        }
    }

    /// <summary>Writes the changed files, each whole or not at all. A file that is not as it was when it was read is left alone and noted, as is one that cannot be written.</summary>
    /// <returns>How many were written.</returns>
    public int Write()
    {
        var written = 0;
        foreach (var (path, (before, after)) in _changes)
        {
            try
            {
                var bytes = File.ReadAllBytes(path);
                var onDisk = SourceText.From(bytes, bytes.Length, before.Encoding);
                if (!onDisk.ContentEquals(before))
                {
                    code.Notes.Add(path, "has changed while it was analysed; its fixes are not written");
                    continue;
                }

                Output.Write(new FileInfo(path), TextWriter.Null, to => after.Write(to), onDisk.Encoding);
                written++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                code.Notes.Add(path, "its fixes cannot be written: " + e.Message);
            }
        }

        return written;
    }

    private async Task<(Project Project, ImmutableArray<Diagnostic> Found)> Fix(Project project, ImmutableArray<Diagnostic> found, string rule, CodeFixProvider fix, CancellationToken cancellation)
    {
        // A fix of one kind moves what those of another kind are for: after each, all are asked for anew. Every round mends something or refuses a kind.
        var refused = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var kinds = await Fixes.Offered(project, fix, found.Where(d => d.Id == rule && code.IsSource(project, d.Location.SourceTree!.FilePath)), cancellation).ConfigureAwait(false);
            if (kinds.FirstOrDefault(kind => !refused.Contains(kind.Key)) is not { } next)
            {
                return (project, found);
            }

            if (await Applied(project, fix, next, cancellation).ConfigureAwait(false) is { } changed
                && await Refreshed(project, changed, found, cancellation).ConfigureAwait(false) is var now
                && now.Count(d => d.Id == rule) < found.Count(d => d.Id == rule))
            {
                (project, found) = (changed, now);
            }
            else
            {
                refused.Add(next.Key);
            }
        }
    }

    private async Task<Project?> Applied(Project project, CodeFixProvider fix, IGrouping<string, Diagnostic> kind, CancellationToken cancellation)
    {
        try
        {
            if (await Fixes.Applied(project, fix, kind, cancellation).ConfigureAwait(false) is not { } changed)
            {
                return null;
            }

            if (await Fixes.NewErrors(project, changed, cancellation).ConfigureAwait(false) is { Count: > 0 } errors)
            {
                code.Notes.Add(project.FilePath ?? project.Name, $"the fix of {kind.First().Id} is left out, it would not compile here ({string.Join(", ", errors.Keys)})", passedOver: false);
                return null;
            }

            return changed;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            code.Notes.Add(project.FilePath ?? project.Name, $"the fix of {kind.First().Id} threw and is left out: {e}", passedOver: false);
            return null;
        }
    }

    /// <summary>What is found after a change: in the changed files anew, in the others as before.</summary>
    private async Task<ImmutableArray<Diagnostic>> Refreshed(Project before, Project after, ImmutableArray<Diagnostic> found, CancellationToken cancellation)
    {
        var documents = after.GetChanges(before).GetChangedDocuments().Select(id => after.GetDocument(id)!).ToList();
        var paths = documents.Select(document => document.FilePath).ToHashSet(StringComparer.Ordinal);
        var now = found.Where(d => !paths.Contains(d.Location.SourceTree!.FilePath)).ToList();
        foreach (var document in documents)
        {
            var tree = (await document.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false))!;
            now.AddRange((await Analysis.Run(after, tree, selection, cancellation).ConfigureAwait(false)).Diagnostics);
        }

        return [.. now];
    }

    /// <summary>The project with what was changed before in files that it compiles too; null where there is none. A change that does not compile here is taken back.</summary>
    private async Task<Project?> WithEarlierChanges(Project project, CancellationToken cancellation)
    {
        var shared = project.Documents.Where(document => document.FilePath is { } path && _changes.ContainsKey(path)).Select(document => document.Id).ToList();
        var changed = shared.Aggregate(project, (at, id) => at.GetDocument(id)!.WithText(_changes[at.GetDocument(id)!.FilePath!].After).Project);
        if (shared.Count == 0)
        {
            return null;
        }

        if (await Fixes.NewErrors(project, changed, cancellation).ConfigureAwait(false) is not { Count: > 0 } errors)
        {
            return changed;
        }

        foreach (var path in shared.Select(id => project.GetDocument(id)!.FilePath!))
        {
            code.Notes.Add(path, $"its fixes are taken back, they would not compile in {project.Name} ({string.Join(", ", errors.Keys)})", passedOver: false);
            _changes.Remove(path);
            _left.Remove(path);
        }

        return null;
    }
}
