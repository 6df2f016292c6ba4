using System.Linq;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>What is said of the function that runs an operation.</summary>
public sealed class FunctionsTests
{
    [Theory]
    [InlineData("void M() { Met(); }", "M", false)]
    [InlineData("void M() => Met();", "M", false)]
    [InlineData("async Task M() { await OtherAsync(); Met(); }", "M", true)]
    [InlineData("async Task M() { await OtherAsync(); Run(() => Met()); }", "", false)]
    [InlineData("void M() { Run(async () => { await OtherAsync(); Met(); }); }", "", true)]
    [InlineData("void M() { Run(delegate { Met(); }); }", "", false)]
    [InlineData("void M() { Local(); void Local() { Met(); } }", "Local", false)]
    [InlineData("void M() { Local(); async Task Local() { await OtherAsync(); Met(); } }", "Local", true)]
    [InlineData("int P { get { Met(); return 1; } }", "get_P", false)]
    [InlineData("int P { set { Met(); } }", "set_P", false)]
    [InlineData("C() { Met(); }", ".ctor", false)]
    [InlineData("event Action E { add { Met(); } remove { } }", "add_E", false)]
    public void The_function_around_and_whether_it_can_await(string members, string name, bool awaits)
    {
        var met = Snippet.Members(members).Call("Met");
        Assert.Equal(name, Functions.Around(met)?.Name);
        Assert.Equal(awaits, Functions.CanAwait(met));
    }

    [Fact]
    public void A_property_s_arrow_is_its_getter()
    {
        var snippet = Snippet.Members("int P => Number();");
        Assert.Equal("get_P", Functions.Around(snippet.Call("Number"))?.Name);
    }

    [Fact]
    public void An_initialiser_is_no_function()
    {
        var number = Snippet.Members("int _f = Number();").Call("Number");
        Assert.Null(Functions.Around(number));
        Assert.False(Functions.CanAwait(number));
    }

    [Theory]
    [InlineData("interface I { void M(); } class C : I { public void M() { } }", "I.M")]
    [InlineData("interface I { void M(); } interface J { void M(); } class C : I, J { public void M() { } }", "I.M,J.M")]
    [InlineData("interface I { void M(); void M(int i); } class C : I { public void M() { } public void M(int i) { } }", "I.M")]
    [InlineData("interface I { void M(); } class C : I { public void M() { } void I.M() { } }", "")]
    [InlineData("interface I { void N(); } class C : I { public void M() { } public void N() { } }", "")]
    [InlineData("interface I { void M(); } class B : I { public void M() { } } class C { public void M() { } }", "I.M")]
    [InlineData("interface I { void M(); } abstract class A : I { public abstract void M(); } class C : A { public override void M() { } }", "I.M")]
    [InlineData("interface I { void M(); } class A : I { public virtual void M() { } } class A2 : A { } class C : A2 { public override void M() { } }", "I.M")]
    [InlineData("interface I { void M(); } class A : I { public void M() { } } class C : A { public new void M() { } }", "")]
    [InlineData("class C { public void M() { } }", "")]
    public void Contracts(string code, string contracts)
    {
        var snippet = Snippet.File(code);
        var type = (Microsoft.CodeAnalysis.INamedTypeSymbol)snippet.Symbol(code.Contains("class B", System.StringComparison.Ordinal) ? "B" : "C");
        var found = Functions.ContractsOf(type.GetMembers("M")[0]);
        Assert.Equal(contracts, string.Join(",", found.Select(contract => contract.ContainingType.Name + "." + contract.Name)));
    }

    [Fact]
    public void What_has_no_type_has_no_contract() => Assert.Empty(Functions.ContractsOf(Snippet.Members("").Symbol("C")));
}
