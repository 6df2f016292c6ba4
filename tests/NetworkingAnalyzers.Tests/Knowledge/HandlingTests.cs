using System.Linq;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Tests.House;

namespace NetworkingAnalyzers.Tests.Knowledge;

/// <summary>The hooks by which frameworks call handlers exist, with the members named.</summary>
public sealed class HandlingTests
{
    /// <summary>ASP.NET before Core: no reference assembly here has it.</summary>
    private static readonly string[] Elsewhere = ["System.Web.Http.", "System.Web.Mvc."];

    [Fact]
    public void Every_hook_has_the_members_named()
    {
        var compilation = Stage.Compile([], References.Net100);
        Assert.Empty(Handling.Members
            .SelectMany(row => row.Members.Select(member => (row.Type, member)))
            .Where(hook => compilation.GetTypeByMetadataName(hook.Type)?.GetMembers(hook.member).Length is null or 0));
    }

    [Fact]
    public void Every_type_named_exists()
    {
        var compilation = Stage.Compile([], References.Net100);
        string[] others = [Handling.Page, Handling.HttpContext, Handling.ConnectionContext, Handling.RequestDelegate];
        Assert.Empty(Handling.Controllers.Concat(Handling.ControllerAttributes).Concat(others)
            .Where(name => !Elsewhere.Any(name.StartsWith) && compilation.GetTypeByMetadataName(name) is null));
    }

    [Theory]
    [InlineData("Product.Tests", true)]
    [InlineData("Product.tests.Sockets", true)]
    [InlineData("Product.Testing.Servers", true)]
    [InlineData("ProductTest", true)]
    [InlineData("ProductUnitTests", true)]
    [InlineData("Microsoft.AspNetCore.TestHelpers", true)]
    [InlineData("Product.CiTests.Servers", true)]
    [InlineData("Product.Benchmarks", true)]
    [InlineData("Product.Latest", false)]
    [InlineData("Contest", false)]
    [InlineData("TestamentReader", false)]
    [InlineData("Tester", false)]
    public void An_assembly_says_by_its_name_that_it_holds_tests(string name, bool tests) => Assert.Equal(tests, Handling.IsTestAssembly(name));
}
