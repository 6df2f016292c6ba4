using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Tests.Configuration;

/// <summary>Code together with what its users configured.</summary>
internal static class Configured<TRule>
    where TRule : DiagnosticAnalyzer, new()
{
    /// <summary>The rule speaks exactly where the markup says, with these lines in <c>NetworkingAnalyzers.Apis.txt</c> and in <c>.editorconfig</c>.</summary>
    public static async Task Reports(string code, string apis = "", string settings = "", params DiagnosticResult[] elsewhere)
    {
        var test = new CSharpCodeFixTest<TRule, EmptyCodeFixProvider, DefaultVerifier>
        {
            ReferenceAssemblies = new ReferenceAssemblies("net10.0"),
            TestCode = code,
        };
        test.TestState.AdditionalReferences.AddRange(References.Of("net10.0"));
        if (apis.Length > 0)
        {
            test.TestState.AdditionalFiles.Add(("/" + UserApis.FileName, apis));
        }

        if (settings.Length > 0)
        {
            test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\n" + settings + "\n"));
        }

        test.ExpectedDiagnostics.AddRange(elsewhere);
        await test.RunAsync(TestContext.Current.CancellationToken);
    }
}
