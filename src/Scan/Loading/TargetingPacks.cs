using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>
/// The reference assemblies of the shared framework and ASP.NET Core: from the SDK's targeting packs, or the running
/// frameworks' own assemblies where there is only a runtime.
/// </summary>
internal static class TargetingPacks
{
    private static readonly string[] Frameworks = ["Microsoft.NETCore.App", "Microsoft.AspNetCore.App"];

    private static readonly Lazy<ImmutableArray<MetadataReference>> Found = new(Find);

    /// <summary>Read once, shared by all compilations.</summary>
    /// <exception cref="DirectoryNotFoundException">There is neither SDK nor shared framework to be found.</exception>
    public static ImmutableArray<MetadataReference> References => Found.Value;

    private static ImmutableArray<MetadataReference> Find()
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var folders = Frameworks.Select(name => Newest(Path.Combine(dotnet, "packs", name + ".Ref"), "ref") ?? Newest(Path.Combine(dotnet, "shared", name), null)).ToList();
        if (folders[0] is null)
        {
            throw new DirectoryNotFoundException($"No reference assemblies below '{dotnet}'.");
        }

        return [.. folders.OfType<string>()
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"))
            .Where(IsManaged)
            .DistinctBy(Path.GetFileName)
            .Select(path => MetadataReference.CreateFromFile(path))];
    }

    /// <summary>The folder of the newest version; with <paramref name="below"/>, the framework folder inside it.</summary>
    private static string? Newest(string pack, string? below)
    {
        if (!Directory.Exists(pack))
        {
            return null;
        }

        var version = Directory.EnumerateDirectories(pack)
            .OrderByDescending(folder => Version.TryParse(Path.GetFileName(folder).Split('-')[0], out var v) ? v : new Version())
            .FirstOrDefault();
        return version is null || below is null ? version : Directory.EnumerateDirectories(Path.Combine(version, below)).FirstOrDefault();
    }

    private static bool IsManaged(string path)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
