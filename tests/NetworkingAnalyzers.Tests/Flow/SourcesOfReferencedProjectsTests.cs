using System.Linq;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Tests.House;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>In an IDE, a referenced project is a compilation: its symbols have trees that are not in ours.</summary>
public sealed class SourcesOfReferencedProjectsTests
{
    [Fact]
    public void Members_of_another_project_have_no_code_here()
    {
        var library = Stage.Compile([("Library.cs", "public class Library { public int Field = 1; public int Property => Field; }")], References.Net100);
        var compilation = Stage.Compile([("Code.cs", "class C { int M(Library l) => l.Field + l.Property; }")], References.Net100.Append(library.ToMetadataReference()));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        var type = compilation.GetTypeByMetadataName("Library")!;
        var sources = Sources.Of(compilation);
        Assert.Empty(sources.MentionsOf(type.GetMembers("Field").Single()));
        Assert.Empty(sources.NamesIn(type, "Field"));
        Assert.Null(sources.BodyOf(type.GetMembers("get_Property").Single()));
        Assert.Empty(sources.ReturnedBy(type.GetMembers("Property").Single()));
    }
}
