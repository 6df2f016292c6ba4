using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Scan.Corpus;
using NetworkingAnalyzers.Scan.Loading;
using NetworkingAnalyzers.Scan.Running;

namespace NetworkingAnalyzers.Scan.Recall;

/// <summary>Analyses single files of commits. A commit is loaded once; only the project that holds the file, and what it references, is compiled.</summary>
internal sealed class FilesAtCommits(Snapshots snapshots, RuleSelection rules)
{
    private readonly Dictionary<(string Repository, string Commit, string Path), SeenFile> _seen = [];

    /// <summary>Exceptions out of rules.</summary>
    public List<Crash> Crashes { get; } = [];

    /// <summary>Analyses files, each once, commit by commit.</summary>
    public async Task See(IEnumerable<(string Repository, string Commit, string Path)> files, Action<string> tell, CancellationToken cancellation)
    {
        foreach (var commit in files.Distinct().GroupBy(file => (file.Repository, file.Commit)))
        {
            tell($"{commit.Key.Repository} {commit.Key.Commit[..Math.Min(8, commit.Key.Commit.Length)]}");
            try
            {
                using var code = BareFolder.Load(new LoadOptions(await snapshots.At(commit.Key.Repository, commit.Key.Commit, cancellation).ConfigureAwait(false), []));
                foreach (var file in commit)
                {
                    _seen[file] = await Analyse(code, file.Path, cancellation).ConfigureAwait(false);
                }
            }
            catch (SnapshotException e)
            {
                foreach (var file in commit)
                {
                    _seen[file] = SeenFile.Without(e.Message);
                }
            }
        }
    }

    /// <summary>A file that was analysed before.</summary>
    public SeenFile Of(string repository, string commit, string path) => _seen[(repository, commit, path)];

    private async Task<SeenFile> Analyse(LoadedCode code, string path, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(Path.Combine(code.Root, path));
        if (code.Solution.GetDocumentIdsWithFilePath(full).FirstOrDefault() is not { } id)
        {
            return SeenFile.Without($"the commit has no file {path}");
        }

        var project = await BareFolder.Ready(code.Solution.GetProject(id.ProjectId)!, cancellation).ConfigureAwait(false);
        var tree = (await project.GetDocument(id)!.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false))!;
        var (diagnostics, crashes) = await Analysis.Run(project, tree, rules, cancellation).ConfigureAwait(false);
        Crashes.AddRange(crashes);
        return code.Notes.All.FirstOrDefault(note => note.PassedOver && note.Path == full) is { } note
            ? SeenFile.Without(note.What)
            : SeenFile.With(await tree.GetRootAsync(cancellation).ConfigureAwait(false), [.. diagnostics.Select(Finding.Of)]);
    }
}
