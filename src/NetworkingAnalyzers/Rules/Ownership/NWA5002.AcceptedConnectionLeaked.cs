using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>An accepted connection that neither the accepting function nor the handler it is given to closes: each client leaves a descriptor.</summary>
public sealed class AcceptedConnectionLeaked : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public AcceptedConnectionLeaked()
        : base(
            "NWA5002",
            "An accepted connection is not closed on every path",
            "What '{0}' gives is {1}; close it on every path, best with 'using'",
            "Each client that comes and goes leaves a socket in CLOSE_WAIT: the peer has closed, this side has not. A finalizer closes some of them some time. "
            + "With enough clients the process is out of descriptors, and then it accepts nobody.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "clients that connect and leave exhaust the descriptors";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.Accepts, JudgeAccept);
        on.BodiesThat(body => body.Topics != Topics.None && body.Body.Owner is IMethodSymbol { IsVirtual: false, IsOverride: false } method && ConnectionOf(method, net) is not null, JudgeHandler);
    }

    private static void JudgeAccept(Call call)
    {
        if (call.Is(Topics.Begins | Topics.CompletesThroughArgs) || !IsConnection(ResultOf(call.Operation), call.Net) || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        var custody = Custody.Of(call.Operation, call.Body, call.Net, call.Seen.Sources, call.Seen.Cancellation);
        // Given away on one way and dropped where the loop ends (the server stops) is not worth a warning.
        if (!custody.IsLost && !custody.IsSettledAtOnce && !custody.IsUnderStreamThatDoesNotOwn
            && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths
            && (custody.HandOvers.Count == 0 ? Leaks.InOperation(call, call.Operation, custody, paths) : Leaks.WhereNextIsTaken(call.Operation, custody, paths)) is { } how)
        {
            call.Report(call.Name, how);
        }
    }

    /// <summary>A method that an accept loop, and nobody else, gives its connections to.</summary>
    private static void JudgeHandler(Seen seen)
    {
        var method = (IMethodSymbol)seen.Body.Owner!;
        if (ConnectionOf(method, seen.Types) is not { } connection
            || AcceptLoops.Of(seen.Compilation).GivenTo(method, seen.Cancellation) is not { As: not GivenAs.Unknown } given
            || seen.Sources.ReferencesTo(method, seen.Cancellation).Skip(1).Any()
            || AcceptLoops.Of(seen.Compilation).In(Body.Around(given.At), seen.Cancellation).FirstOrDefault(loop => loop.Given.Contains(given)) is not { } loop
            || IsClosedByLoop(loop, given, seen)
            || TestCode.Holds(method, seen.Compilation))
        {
            return;
        }

        var custody = Custody.Of(connection, seen.Body, seen.Types, seen.Sources, seen.Cancellation);
        var isNever = custody.Releases.Count + custody.HandOvers.Count == 0;
        if (custody.IsLost || custody.IsUnderStreamThatDoesNotOwn
            // A method that is called with it and only uses it: that is seen, and told, where it is accepted.
            || (isNever && ReferenceEquals(Body.FunctionOf(given.At), loop.Function) && given.At is IInvocationOperation { TargetMethod: var called } && SymbolEqualityComparer.Default.Equals(called.OriginalDefinition, method)))
        {
            return;
        }

        if (Paths.Around(seen.Body.Root, seen.Body, seen.Cancellation) is { } paths && Leaks.OfGiven(seen, custody, paths) is { } how)
        {
            seen.Report(connection.Locations[0], Uses.NameOf(loop.Accept), how);
        }
    }

    /// <summary>The one parameter that can be the connection; a thread's or work item's state comes as <c>object</c>.</summary>
    private static IParameterSymbol? ConnectionOf(IMethodSymbol method, NetTypes net)
    {
        var candidates = method.Parameters.Where(parameter => IsConnection(parameter.Type, net)).ToList();
        return candidates.Count == 1 ? candidates[0]
            : candidates.Count == 0 && method.Parameters.Length == 1 && method.Parameters[0].Type.SpecialType == SpecialType.System_Object ? method.Parameters[0]
            : null;
    }

    private static bool IsConnection(ITypeSymbol? type, NetTypes net) => NetTypes.Is(type, net.Socket) || NetTypes.Is(type, net.TcpClient);

    private static ITypeSymbol? ResultOf(IOperation accept) =>
        accept.Type is INamedTypeSymbol { TypeArguments: { Length: 1 } results } && Awaiting.IsTask(accept.Type) ? results[0] : accept.Type;

    /// <summary>The accepting function, or a lambda in it, closes it or keeps it where others can.</summary>
    private static bool IsClosedByLoop(AcceptLoop loop, Given given, Seen seen)
    {
        var body = Body.Around(loop.Accept);
        foreach (var variable in loop.Connection.Variables)
        {
            if (variable is not ILocalSymbol)
            {
                return true;
            }

            foreach (var mention in body.MentionsOf(variable).Where(mention => mention is ILocalReferenceOperation))
            {
                foreach (var use in Escape.UsesOf(mention))
                {
                    if (use.Kind is UseKind.Using or UseKind.Stored or UseKind.Returned
                        || (use.Kind == UseKind.Receiver && use.Member is { } member && seen.Types.TopicsOf(member).HasAny(Topics.Releases))
                        || (use.Kind == UseKind.Passed && !Operations.Contains(given.At, use.At)))
                    {
                        return true;
                    }
                }
            }

            if (body.MentionsOf(variable).Any(mention => mention is IVariableDeclaratorOperation { Parent.Parent.Parent: IUsingDeclarationOperation or IUsingOperation }))
            {
                return true;
            }
        }

        return false;
    }
}
