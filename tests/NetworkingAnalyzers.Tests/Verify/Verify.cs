using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace NetworkingAnalyzers.Tests.Verify;

/// <summary>
/// Three verbs for a rule and its fix. Code is a whole program in markup: <c>[|...|]</c> where the rule speaks, nothing where it
/// is silent. Code must compile, except for what <c>{|CS0103:...|}</c> marks.
/// </summary>
public static class Verify<TRule, TFix>
    where TRule : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    /// <summary>The rule says nothing.</summary>
    public static Task Quiet(string code, string framework = "net10.0", OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        Run(code, null, framework, output);

    /// <summary>The rule speaks exactly where the markup says, and nowhere else. No statement about a fix.</summary>
    public static Task Reports(string code, string framework = "net10.0", OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        Run(code, null, framework, output);

    /// <summary>
    /// The rule speaks where <paramref name="before"/> says; the fix, applied one by one and by fix-all in document, project and
    /// solution, gives <paramref name="after"/>, which compiles and on which the rule is silent but where it is marked.
    /// </summary>
    public static Task Fixes(string before, string after, string framework = "net10.0", OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        Run(before, after, framework, output);

    /// <summary>The rule speaks where the markup says, and its fix offers nothing there.</summary>
    public static Task OffersNothing(string code, string framework = "net10.0", OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        Run(code, code, framework, output);

    private static async Task Run(string before, string? after, string framework, OutputKind output)
    {
        var test = new Test(framework)
        {
            TestCode = before,
            TestState = { OutputKind = output },
        };
        if (after is not null)
        {
            test.FixedCode = after;
        }

        await test.RunAsync(TestContext.Current.CancellationToken);
        await OneSin.Holds(new TRule().SupportedDiagnostics[0].Id, before, framework, output);
    }

    private sealed class Test : CSharpCodeFixTest<TRule, TFix, DefaultVerifier>
    {
        public Test(string framework)
        {
            // A name without packages: the library downloads nothing, the references are ours.
            ReferenceAssemblies = new ReferenceAssemblies(framework);
            TestState.AdditionalReferences.AddRange(References.Of(framework));
            TestBehaviors |= TestBehaviors.SkipGeneratedCodeCheck | TestBehaviors.SkipSuppressionCheck;
        }

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Latest);

        protected override CompilationOptions CreateCompilationOptions() =>
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
    }
}

/// <summary>The same verbs for a rule that has no fix.</summary>
public static class Verify<TRule>
    where TRule : DiagnosticAnalyzer, new()
{
    /// <summary>The rule says nothing.</summary>
    public static Task Quiet(string code, string framework = "net10.0", OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        Verify<TRule, EmptyCodeFixProvider>.Quiet(code, framework, output);

    /// <summary>The rule speaks exactly where the markup says, and nowhere else.</summary>
    public static Task Reports(string code, string framework = "net10.0", OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        Verify<TRule, EmptyCodeFixProvider>.Reports(code, framework, output);
}
