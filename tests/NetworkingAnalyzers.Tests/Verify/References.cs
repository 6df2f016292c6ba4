using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Tests.Verify;

/// <summary>
/// The reference assemblies of each target framework, from where the build put them. One static set for all tests: loading it
/// again for each would cost minutes.
/// </summary>
public static class References
{
    private static readonly ConcurrentDictionary<string, Lazy<ImmutableArray<MetadataReference>>> Sets = new();

    /// <summary>The .NET 10 shared framework and ASP.NET Core.</summary>
    public static ImmutableArray<MetadataReference> Net100 => Of("net10.0");

    /// <summary>Frameworks for which there is a set.</summary>
    public static ImmutableArray<string> Frameworks { get; } = ImmutableArray.Create("net462", "netstandard2.0", "net8.0", "net10.0");

    /// <summary>All reference assemblies of one of <see cref="Frameworks"/>.</summary>
    public static ImmutableArray<MetadataReference> Of(string framework) =>
        Sets.GetOrAdd(framework, f => new(() => Load(f))).Value;

    /// <summary>A value that the build wrote into this assembly.</summary>
    public static string FromBuild(string key) =>
        typeof(References).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private static ImmutableArray<MetadataReference> Load(string framework) =>
        FromBuild("References." + framework).Split(';')
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll", SearchOption.TopDirectoryOnly)
                .Concat(Directory.Exists(Path.Combine(folder, "Facades")) ? Directory.EnumerateFiles(Path.Combine(folder, "Facades"), "*.dll") : []))
            .Where(IsManaged)
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .ToImmutableArray();

    /// <summary>The .NET Framework folder holds a few native shims among the assemblies.</summary>
    private static bool IsManaged(string path)
    {
        try
        {
            AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
