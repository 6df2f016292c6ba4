using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Scan.Loading;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>Analyses project by project, those first that others reference, and forgets each as soon as nobody needs it.</summary>
internal sealed class Scanner(LoadedCode code, RuleSelection rules)
{
    private readonly ScanResult _result = new();
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private Solution _solution = code.Solution;

    /// <summary>Told of each project before it is analysed.</summary>
    public Action<Project, int, int>? Starting { get; init; }

    /// <summary>Given each project with what was found in it, before it is forgotten.</summary>
    public Func<Project, ImmutableArray<Diagnostic>, CancellationToken, Task>? Analysed { get; init; }

    /// <summary>Runs the rules over all projects.</summary>
    public async Task<ScanResult> Run(CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var order = _solution.GetProjectDependencyGraph().GetTopologicallySortedProjects(cancellation).ToList();
        var waiting = order.ToDictionary(id => id, id => order.Count(other => _solution.GetProject(other)!.ProjectReferences.Any(r => r.ProjectId == id)));
        foreach (var id in order)
        {
            var references = _solution.GetProject(id)!.ProjectReferences.Select(reference => reference.ProjectId).ToList();
            Starting?.Invoke(_solution.GetProject(id)!, _result.Projects, order.Count);
            await Analyse(id, cancellation).ConfigureAwait(false);
            Forget(id, references, waiting);
        }

        _result.Time = clock.Elapsed;
        return _result;
    }

    private async Task Analyse(ProjectId id, CancellationToken cancellation)
    {
        try
        {
            var ready = await BareFolder.Ready(_solution.GetProject(id)!).ConfigureAwait(false);
            _solution = ready.Solution;
            var compilation = (await ready.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
            var (diagnostics, crashes) = await Analysis.Run(compilation, rules, cancellation).ConfigureAwait(false);
            _result.Findings.UnionWith(diagnostics.Select(Finding.Of));
            _result.Crashes.AddRange(crashes);
            _result.Projects++;
            await (Analysed?.Invoke(ready, diagnostics, cancellation) ?? Task.CompletedTask).ConfigureAwait(false);
            var passedOver = code.Notes.All.Where(note => note.PassedOver).Select(note => note.Path).ToHashSet(StringComparer.Ordinal);
            foreach (var document in ready.Documents.Where(document => LoadedCode.IsSource(document) && !passedOver.Contains(document.FilePath!) && _files.Add(document.FilePath!)))
            {
                _result.Files++;
                _result.Lines += (await document.GetTextAsync(cancellation).ConfigureAwait(false)).Lines.Count;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The compiler itself gave up on this project: the others are still worth having.
            code.Notes.Add(_solution.GetProject(id)!.FilePath ?? "", "the compiler failed on this project: " + e);
        }
    }

    private void Forget(ProjectId id, List<ProjectId> references, Dictionary<ProjectId, int> waiting)
    {
        foreach (var reference in references)
        {
            waiting[reference]--;
        }

        foreach (var unneeded in references.Append(id).Where(project => waiting[project] == 0 && _solution.ContainsProject(project)).ToList())
        {
            _solution = _solution.RemoveProject(unneeded);
        }
    }
}
