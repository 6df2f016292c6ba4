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

/// <summary>
/// Analyses projects, those first that others reference, several at once, and forgets each as soon as nobody needs it. One flow of control takes
/// projects up and puts results together; only the analysis itself runs beside it.
/// </summary>
internal sealed class Scanner(LoadedCode code, RuleSelection rules)
{
    private readonly ScanResult _result = new();
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private Solution _solution = code.Solution;

    /// <summary>Told of each project before it is analysed: the project, how many were before it, how many there are.</summary>
    public Action<Project, int, int>? Starting { get; init; }

    /// <summary>Given each project with what was found in it, before it is forgotten; one at a time.</summary>
    public Func<Project, ImmutableArray<Diagnostic>, CancellationToken, Task>? Analysed { get; init; }

    /// <summary>How many projects are analysed at once. Each costs the memory of its compilation.</summary>
    public int AtOnce { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>Runs the rules over all projects.</summary>
    public async Task<ScanResult> Run(CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var order = _solution.GetProjectDependencyGraph().GetTopologicallySortedProjects(cancellation).ToList();
        var users = order.SelectMany(id => References(id)).GroupBy(id => id).ToDictionary(group => group.Key, group => group.Count());
        var pending = new LinkedList<ProjectId>(order);
        var running = new Dictionary<Task<ProjectFindings?>, ProjectId>();
        var done = new HashSet<ProjectId>();
        while (done.Count < order.Count)
        {
            while (running.Count < AtOnce && pending.FirstOrDefault(id => References(id).All(done.Contains)) is { } next)
            {
                pending.Remove(next);
                Starting?.Invoke(_solution.GetProject(next)!, done.Count + running.Count, order.Count);
                var project = await Ready(next, cancellation).ConfigureAwait(false);
                running.Add(Task.Run(() => Analyse(project, cancellation), cancellation), next);
            }

            var finished = await Task.WhenAny(running.Keys).ConfigureAwait(false);
            running.Remove(finished, out var id);
            if (await finished.ConfigureAwait(false) is { } analysed)
            {
                await Take(analysed, cancellation).ConfigureAwait(false);
            }

            done.Add(id!);
            Forget(id!, users);
        }

        _result.Time = clock.Elapsed;
        return _result;

        IEnumerable<ProjectId> References(ProjectId id) => code.Solution.GetProject(id)!.ProjectReferences.Select(reference => reference.ProjectId).Where(code.Solution.ContainsProject).Distinct();
    }

    /// <summary>The project as it is compiled, put into the solution so that those that reference it see the same compilation.</summary>
    private async Task<Project> Ready(ProjectId id, CancellationToken cancellation)
    {
        var ready = await BareFolder.Ready(_solution.GetProject(id)!, cancellation).ConfigureAwait(false);
        _solution = ready.Solution;
        return ready;
    }

    private async Task<ProjectFindings?> Analyse(Project project, CancellationToken cancellation)
    {
        try
        {
            var (diagnostics, crashes) = await Analysis.Run(project, rules, cancellation).ConfigureAwait(false);
            if (code.OtherTargets.TryGetValue(project.Id, out var targets) && targets.Length > 0)
            {
                var other = await OtherTargets.Run(project, targets, rules, cancellation).ConfigureAwait(false);
                diagnostics = [.. diagnostics, .. other.Diagnostics];
                crashes = [.. crashes, .. other.Crashes];
            }

            return new ProjectFindings(project, [.. diagnostics.Where(d => code.IsSource(project, d.Location.SourceTree!.FilePath))], crashes);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The compiler itself gave up on this project: the others are still worth having.
            code.Notes.Add(project.FilePath ?? project.Name, "the compiler failed on this project: " + e);
            return null;
        }
    }

    private async Task Take(ProjectFindings analysed, CancellationToken cancellation)
    {
        _result.Findings.UnionWith(analysed.Diagnostics.Select(Finding.Of));
        _result.Crashes.AddRange(analysed.Crashes);
        _result.Projects++;
        await (Analysed?.Invoke(analysed.Project, analysed.Diagnostics, cancellation) ?? Task.CompletedTask).ConfigureAwait(false);
        var passedOver = code.Notes.All.Where(note => note.PassedOver).Select(note => note.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var document in analysed.Project.Documents.Where(document => code.IsSource(analysed.Project, document.FilePath) && !passedOver.Contains(document.FilePath!) && _files.Add(document.FilePath!)))
        {
            _result.Files++;
            _result.Lines += (await document.GetTextAsync(cancellation).ConfigureAwait(false)).Lines.Count;
        }
    }

    private void Forget(ProjectId id, Dictionary<ProjectId, int> users)
    {
        var references = _solution.GetProject(id)!.ProjectReferences.Select(reference => reference.ProjectId).Distinct().ToList();
        foreach (var reference in references.Where(users.ContainsKey))
        {
            users[reference]--;
        }

        foreach (var unneeded in references.Append(id).Where(project => users.GetValueOrDefault(project) == 0 && _solution.ContainsProject(project)).ToList())
        {
            _solution = _solution.RemoveProject(unneeded);
        }
    }
}

/// <summary>One project with what was found in it.</summary>
internal sealed record ProjectFindings(Project Project, ImmutableArray<Diagnostic> Diagnostics, IReadOnlyList<Crash> Crashes);
