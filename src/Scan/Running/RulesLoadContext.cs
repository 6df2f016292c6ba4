using System;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;

namespace NetworkingAnalyzers.Scan.Running;

/// <summary>
/// Loads another build's rules beside our own: their two assemblies from their folder, everything else, Roslyn above all, as the
/// tool has it, for types must be the same on both sides.
/// </summary>
internal sealed class RulesLoadContext(string folder) : AssemblyLoadContext("Rules")
{
    /// <summary>One of the two assemblies; null where the folder has none of that name.</summary>
    public Assembly? LoadRules(string name) => PathOf(name) is { } path ? Read(path) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name && name.StartsWith("NetworkingAnalyzers", StringComparison.Ordinal) && PathOf(name) is { } path ? Read(path) : null;

    private string? PathOf(string name) => Path.Combine(folder, name + ".dll") is var path && File.Exists(path) ? path : null;

    /// <summary>From memory, so that the build can be repeated while the tool runs.</summary>
    private Assembly Read(string path)
    {
        using var bytes = new MemoryStream(File.ReadAllBytes(path));
        var symbols = Path.ChangeExtension(path, ".pdb");
        using var pdb = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols)) : null;
        return LoadFromStream(bytes, pdb);
    }
}
