using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Scan.Corpus;

/// <summary>
/// Writes the C# and project files of commits into a cache folder, one folder for each commit. A folder that is there is whole:
/// it gets its name last.
/// </summary>
/// <param name="mirrors">Holds the git directories, <c>owner+name/repo</c> or <c>owner+name/repo/.git</c>.</param>
/// <param name="cache">Gets <c>owner+name@commit</c>.</param>
internal sealed class Snapshots(string mirrors, string cache)
{
    private static readonly string[] Wanted = [".cs", ".csproj", ".props", ".targets", ".sln", ".slnx", ".editorconfig"];

    /// <summary>The folder that holds a commit.</summary>
    /// <exception cref="SnapshotException">There is no such repository or commit.</exception>
    public async Task<string> At(string repository, string commit, CancellationToken cancellation)
    {
        var name = repository.Replace('/', '+');
        var folder = Path.Combine(cache, $"{name}@{commit[..Math.Min(8, commit.Length)]}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var git = Git.Of(Path.Combine(mirrors, name)) ?? throw new SnapshotException($"no git directory of {repository} below '{mirrors}'");
        var files = await FilesOf(git, repository, commit, cancellation).ConfigureAwait(false);
        var part = Path.Combine(Path.GetFullPath(cache), ".part-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(part);
        try
        {
            await git.Write(files, part, cancellation).ConfigureAwait(false);
            Move(part, folder);
        }
        finally
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }
        }

        return folder;
    }

    private static async Task<IReadOnlyList<(string Object, string Path)>> FilesOf(Git git, string repository, string commit, CancellationToken cancellation) =>
        await git.FilesAt(commit, cancellation).ConfigureAwait(false) is { } files
            ? [.. files.Where(file => Wanted.Any(end => file.Path.EndsWith(end, StringComparison.OrdinalIgnoreCase)))]
            : throw new SnapshotException($"{repository} has no commit {commit} in its snapshot");

    /// <summary>Another run may have been faster.</summary>
    private static void Move(string part, string folder)
    {
        try
        {
            Directory.Move(part, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Somebody else wrote the same commit meanwhile.
        }
    }
}

/// <summary>A commit cannot be had.</summary>
internal sealed class SnapshotException(string message) : Exception(message);
