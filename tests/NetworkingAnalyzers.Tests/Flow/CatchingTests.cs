using System.Linq;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Who catches what is thrown at <c>Met()</c>?</summary>
public sealed class CatchingTests
{
    [Theory]
    [InlineData("System.IO.IOException", "System.IO.EndOfStreamException", true)]
    [InlineData("System.Exception", "System.IO.EndOfStreamException", true)]
    [InlineData("System.IO.EndOfStreamException", "System.IO.EndOfStreamException", true)]
    [InlineData("System.IO.EndOfStreamException", "System.IO.IOException", false)]
    [InlineData("System.TimeoutException", "System.IO.IOException", false)]
    [InlineData("System.Object", "System.IO.IOException", true)]
    [InlineData(null, "System.IO.IOException", true)]
    [InlineData("System.Exception", null, false)]
    public void A_clause_takes_its_type_and_what_derives_from_it(string? caught, string? thrown, bool takes)
    {
        var compilation = Snippet.Statements(";").Compilation;
        ITypeSymbol? Type(string? name) => name is null ? null : compilation.GetTypeByMetadataName(name)!;
        Assert.Equal(takes, Catching.Takes(Type(caught), Type(thrown)));
    }

    [Theory]
    [InlineData("try { Met(); } catch (TimeoutException) { }", true)]
    [InlineData("try { if (Condition()) { Met(); } } catch (InvalidOperationException) { } catch (TimeoutException) { }", true)]
    [InlineData("try { try { Met(); } catch (InvalidOperationException) { } } catch (TimeoutException) { }", true)]
    [InlineData("try { try { Met(); } finally { } } catch (TimeoutException) { }", true)]
    [InlineData("try { Met(); } catch (InvalidOperationException) { }", false)]
    [InlineData("try { Other(); } catch (TimeoutException) { Met(); }", false)]
    [InlineData("try { Other(); } catch (TimeoutException) { } finally { Met(); }", false)]
    [InlineData("try { Run(() => Met()); } catch (TimeoutException) { }", false)]
    [InlineData("try { Local(); void Local() { Met(); } } catch (TimeoutException) { }", false)]
    [InlineData("Met();", false)]
    public void Only_a_try_of_the_same_function_catches(string code, bool caught) =>
        Assert.Equal(caught, Catching.IsCaught(Snippet.Statements(code).Call("Met"), clause => clause.ExceptionType.Name == "TimeoutException"));

    [Fact]
    public void The_innermost_try_that_takes_it_is_the_one()
    {
        var snippet = Snippet.Statements("try { try { try { Met(); } catch (InvalidOperationException) { } } catch (TimeoutException) { Other(); } } catch (TimeoutException) { Start(); }");
        var found = Catching.TryAround(snippet.Call("Met"), clause => clause.ExceptionType.Name == "TimeoutException")!;
        Assert.Contains("Other()", found.Syntax.ToString(), System.StringComparison.Ordinal);
        Assert.DoesNotContain("Start()", found.Syntax.ToString(), System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("try { Other(); } catch (TimeoutException) { Met(); }", true)]
    [InlineData("try { Other(); } catch { if (Condition()) { Met(); } }", true)]
    [InlineData("try { Other(); } finally { Met(); }", true)]
    [InlineData("try { Met(); } finally { Other(); }", false)]
    [InlineData("try { Met(); } catch { Other(); }", false)]
    [InlineData("try { Other(); } catch { Run(() => Met()); }", false)]
    [InlineData("try { Other(); } finally { Local(); void Local() { Met(); } }", false)]
    [InlineData("Met();", false)]
    public void Cleanup_is_catch_and_finally(string code, bool cleanup) => Assert.Equal(cleanup, Catching.IsCleanup(Snippet.Statements(code).Call("Met")));

    [Theory]
    [InlineData("try { Start(); } finally { Met(); }", true)]
    [InlineData("try { Start(); } finally { if (Condition()) { Met(); } }", true)]
    [InlineData("try { Met(); } finally { Start(); }", false)]
    [InlineData("try { Start(); } catch { Met(); } finally { Other(); }", false)]
    [InlineData("try { Start(); } finally { Run(() => Met()); }", false)]
    public void What_stands_in_a_finally(string code, bool stands) => Assert.Equal(stands, Catching.IsInFinally(Snippet.Statements(code).Call("Met")));
}
