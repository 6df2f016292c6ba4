using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>Loads whatever a path names.</summary>
internal static class CodeLoader
{
    private static readonly string[] OtherLanguages = [".fsproj", ".vbproj", ".vcxproj", ".fs", ".vb"];

    /// <summary>A folder is read as it lies; a solution or a project is built as far as its compilation needs.</summary>
    /// <param name="options">What to load.</param>
    /// <param name="loading">Told of each thing that is being loaded.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">There is no such path, or it is no C#.</exception>
    public static async Task<LoadedCode> Load(LoadOptions options, Action<string> loading, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(options.Path);
        if (Directory.Exists(path))
        {
            return BareFolder.Load(options);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"'{options.Path}' does not exist.");
        }

        var extension = Path.GetExtension(path).ToLowerInvariant();
        return BuiltProjects.Extensions.Contains(extension)
            ? await BuiltProjects.Load(options, loading, cancellation).ConfigureAwait(false)
            : throw new IOException(OtherLanguages.Contains(extension)
                ? $"'{options.Path}' is not C#; no other language is analysed."
                : $"'{options.Path}' is neither a folder nor a solution ({string.Join(", ", BuiltProjects.Extensions)}).");
    }
}
