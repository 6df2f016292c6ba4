using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>What a file is compiled for, by its preprocessor symbols: a tool may analyse it against a newer .NET than it is built for.</summary>
internal static class CompiledFor
{
    /// <summary>.NET Framework.</summary>
    public static bool Framework(SyntaxTree tree) => tree.Options.PreprocessorSymbolNames.Contains("NETFRAMEWORK");

    /// <summary>Windows and no other system: .NET Framework, or <c>net8.0-windows</c>.</summary>
    public static bool WindowsAlone(SyntaxTree tree) => Framework(tree) || tree.Options.PreprocessorSymbolNames.Contains("WINDOWS");

    /// <summary>.NET Framework before that version: <c>NET46</c>.</summary>
    public static bool FrameworkBefore(SyntaxTree tree, string version) => Framework(tree) && !tree.Options.PreprocessorSymbolNames.Contains(version + "_OR_GREATER");

    /// <summary>.NET Framework, .NET Standard or a .NET before that version: <c>NETCOREAPP3_0</c>, <c>NET6_0</c>.</summary>
    public static bool OlderThan(SyntaxTree tree, string version)
    {
        var symbols = tree.Options.PreprocessorSymbolNames.ToList();
        return symbols.Any(symbol => symbol == "NETFRAMEWORK" || symbol.StartsWith("NETSTANDARD", StringComparison.Ordinal))
            || (symbols.Contains("NETCOREAPP") && !symbols.Contains(version + "_OR_GREATER"));
    }
}
