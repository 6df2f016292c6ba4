using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>An <c>async void</c> function that lets a failure of the network out: there is nobody to take it, and the process ends.</summary>
public sealed class AsyncVoidHandler : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public AsyncVoidHandler()
        : base(
            "NWA4012",
            "An async void function lets a network failure out",
            "A failure of '{0}' leaves this 'async void' function: nobody can catch it and the process ends; return a Task that the caller observes, or catch it in here",
            "What an async void function throws goes to no caller: it is thrown on a thread of the pool (or into the synchronization context), and ends the process. "
            + "On a network path that is one reset connection, one refused connect, one peer that goes away while it is written to.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix =>
        "Who is to observe the task, or what is to happen to the connection when the call fails, is for the author to say.";

    /// <inheritdoc/>
    public override string? Threat => "a connection that ends at the wrong moment ends the process";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(body => !body.Body.AsyncVoids.IsEmpty, Judge);

    private static void Judge(Seen seen)
    {
        foreach (var function in seen.Body.AsyncVoids)
        {
            if ((Failures.Of(seen.Compilation).FirstLetOutBy(function, seen) ?? FailsAgain.FirstIn(function, seen)) is { } call && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(PlaceOf(function), Uses.NameOf(call));
            }
        }
    }

    private static Location PlaceOf(IOperation function) => function.Syntax switch
    {
        MethodDeclarationSyntax method => method.Identifier.GetLocation(),
        LocalFunctionStatementSyntax local => local.Identifier.GetLocation(),
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.GetLocation(),
        var other => other.GetLocation(),
    };
}
