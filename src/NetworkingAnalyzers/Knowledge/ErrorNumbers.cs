using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Numbers of the operating system for what went wrong on a socket.</summary>
internal static class ErrorNumbers
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(TellsPlatformNumber, "System.Net.Sockets.SocketException", "ErrorCode"),
        new ApiRow(TellsPlatformNumber, "System.ComponentModel.Win32Exception", "NativeErrorCode"));

    /// <summary>A number of Windows Sockets; no other system uses these.</summary>
    public static bool IsOfWindows(object? number) => number is int and >= 10_004 and <= 11_031;

    /// <summary>.NET Framework runs on Windows only: that of the compilation, or that which the file is compiled for, by its symbols, whatever it is analysed against. So does <c>net8.0-windows</c>.</summary>
    public static bool RunOnWindowsOnly(Compilation compilation, SyntaxTree? tree = null) =>
        (tree is not null && CompiledFor.WindowsAlone(tree)) || compilation.GetSpecialType(SpecialType.System_Object).ContainingAssembly?.Name == "mscorlib";
}

/// <content>The topic of this table.</content>
internal readonly partial struct Topics
{
    /// <summary>The operating system's own number of an error: 10054 on Windows, 104 on Linux.</summary>
    public static readonly Topics TellsPlatformNumber = New();
}
