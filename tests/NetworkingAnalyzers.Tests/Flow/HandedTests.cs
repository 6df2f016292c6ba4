using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Where a function that is given as a value goes.</summary>
public sealed class HandedTests
{
    [Theory]
    [InlineData("Run(/*here*/() => { });", "Action", OperationKind.Argument)]
    [InlineData("Run(/*here*/Other);", "Action", OperationKind.Argument)]
    [InlineData("Run(new Action(/*here*/Other));", "Action", OperationKind.Argument)]
    [InlineData("Run((Action)(/*here*/Other));", "Action", OperationKind.Argument)]
    [InlineData("Take((Action)/*here*/Other);", "Action", OperationKind.Argument)]
    [InlineData("Action a = /*here*/() => { };", "Action", OperationKind.VariableDeclarator)]
    [InlineData("var a = /*here*/() => 1;", "Func", OperationKind.VariableDeclarator)]
    [InlineData("Open().Closed += /*here*/Other;", "Action", OperationKind.EventAssignment)]
    [InlineData("Open().Closed += new Action(/*here*/() => { });", "Action", OperationKind.EventAssignment)]
    [InlineData("Delegate d; d = /*here*/() => 1;", "Func", OperationKind.SimpleAssignment)]
    public void A_function_goes_to(string code, string type, OperationKind kind)
    {
        var snippet = Snippet.Statements(code);
        var function = Operations.Below(Body.RootOf(snippet.At("here"))).First(operation => operation is IAnonymousFunctionOperation or IMethodReferenceOperation);
        var handed = Handed.Of(function);
        Assert.Equal(type, handed.Delegate?.Name);
        Assert.Equal(kind, handed.To.Kind);
        Assert.Equal(kind == OperationKind.Argument, handed.Call is not null);
    }

    [Fact]
    public void The_call_it_is_an_argument_of_is_told()
    {
        var snippet = Snippet.Statements("Run(() => { });");
        var lambda = Operations.Below(Body.RootOf(snippet.Call("Run"))).OfType<IAnonymousFunctionOperation>().Single();
        Assert.Equal("Run", ((IInvocationOperation)Handed.Of(lambda).Call!).TargetMethod.Name);
    }
}
