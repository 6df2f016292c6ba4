using System;
using Microsoft.CodeAnalysis.CSharp;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Tests.Knowledge;

public sealed class CompiledForTests
{
    [Theory]
    [InlineData("", false, false, false)]
    [InlineData("NET;NETCOREAPP;NETCOREAPP3_0_OR_GREATER;NET8_0", false, false, false)]
    [InlineData("NETFRAMEWORK;NET45", true, true, true)]
    [InlineData("NETFRAMEWORK;NET48;NET46_OR_GREATER", true, false, true)]
    [InlineData("NETSTANDARD;NETSTANDARD2_0", false, false, true)]
    [InlineData("NETCOREAPP;NETCOREAPP2_1", false, false, true)]
    public void Symbols_say_what_a_file_is_compiled_for(string symbols, bool framework, bool before46, bool before30)
    {
        var tree = CSharpSyntaxTree.ParseText("", CSharpParseOptions.Default.WithPreprocessorSymbols(symbols.Split(';', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(framework, CompiledFor.WindowsAlone(tree));
        Assert.Equal((framework, before46, before30), (CompiledFor.Framework(tree), CompiledFor.FrameworkBefore(tree, "NET46"), CompiledFor.OlderThan(tree, "NETCOREAPP3_0")));
    }

    [Fact]
    public void A_target_framework_of_Windows_runs_nowhere_else() =>
        Assert.True(CompiledFor.WindowsAlone(CSharpSyntaxTree.ParseText("", CSharpParseOptions.Default.WithPreprocessorSymbols("NET", "NET8_0", "WINDOWS"))));
}
