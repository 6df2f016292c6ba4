using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Tests.Verify;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>What a small function returns, where <c>n</c> is 6 and <c>yes</c> is true and of <c>other</c> nothing is known.</summary>
public sealed class EvaluationTests
{
    [Theory]
    [InlineData("return n == 6;", "True")]
    [InlineData("return n != 6;", "False")]
    [InlineData("return (n & ~2) == 4 && yes;", "True")]
    [InlineData("return (n | 1) == 7;", "True")]
    [InlineData("return (n ^ 6) == 0;", "True")]
    [InlineData("return n > 6 || n >= 7 || !(n <= 6);", "False")]
    [InlineData("return n is 5 or > 5 and not 7;", "True")]
    [InlineData("return other || yes;", "True")]
    [InlineData("return other && !yes;", "False")]
    [InlineData("return other;", "Unknown")]
    [InlineData("return other == yes;", "Unknown")]
    [InlineData("return yes ? n == 6 : other;", "True")]
    [InlineData("return other ? yes : yes;", "True")]
    [InlineData("return other ? yes : !yes;", "Unknown")]
    [InlineData("return n switch { 1 => false, 6 when yes => true, _ => false };", "True")]
    [InlineData("return n switch { 6 when other => true, _ => false };", "Unknown")]
    [InlineData("if (other) { return true; } return false;", "True, False")]
    [InlineData("if (other) { return true; } else { return true; }", "True")]
    [InlineData("if (n == 6) { throw new System.Exception(); } return true;", "Throws")]
    [InlineData("return yes ? throw new System.Exception() : true;", "Unknown")]
    [InlineData("var x = n + 1 == 7; x = yes; return x;", "True")]
    [InlineData("var x = yes; if (other) { x = false; } return x;", "Unknown")]
    [InlineData("var x = false; if (other) { x = true; } else { x = true; } return x;", "True")]
    [InlineData("var x = yes; x &= n == 1; return x;", "False")]
    [InlineData("var x = yes; Set(out x); return x;", "Unknown")]
    [InlineData("var x = yes; if (other && (x = false)) { } return x;", "Unknown")]
    [InlineData("switch (n) { case 1: return false; case 6: break; default: return false; } return true;", "True")]
    [InlineData("switch (n) { case 1: return false; default: return true; }", "True")]
    [InlineData("switch (n) { case > 1: return true; default: return false; }", "True, False, Unknown")]
    [InlineData("foreach (var c in \"ab\") { System.Console.WriteLine(c); } return true;", "True")]
    [InlineData("foreach (var c in \"ab\") { if (c == 'a') { return false; } } return true;", "Unknown")]
    [InlineData("try { return true; } catch (System.Exception) { return false; }", "True, False")]
    [InlineData("lock (this) { return yes; }", "True")]
    [InlineData("return Helper(n, other);", "True")]
    [InlineData("return Helper(5, other);", "Unknown")]
    [InlineData("return Endless(n);", "Unknown")]
    public void What_it_returns(string statements, string expected)
    {
        var tree = CSharpSyntaxTree.ParseText($$"""
            class C
            {
                bool M(int n, bool yes, bool other) { {{statements}} }
                static void Set(out bool x) => x = false;
                static bool Helper(int n, bool other) { if (n == 6) { return true; } return other; }
                static bool Endless(int n) => Endless(n);
            }
            """, cancellationToken: TestContext.Current.CancellationToken);
        var compilation = CSharpCompilation.Create("Code", [tree], References.Net100, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var model = compilation.GetSemanticModel(tree);
        var method = tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<MethodDeclarationSyntax>().First();
        var parameters = model.GetDeclaredSymbol(method, TestContext.Current.CancellationToken)!.Parameters;
        var known = new Dictionary<ISymbol, object>(SymbolEqualityComparer.Default) { [parameters[0]] = 6L, [parameters[1]] = true };
        Assert.Equal(expected, Evaluation.Of(model.GetOperation(method, TestContext.Current.CancellationToken)!, known, Sources.Of(compilation)).ToString());
    }
}
