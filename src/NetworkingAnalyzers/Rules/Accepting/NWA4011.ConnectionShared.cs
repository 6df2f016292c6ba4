using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>One variable, field or buffer for all connections, of which each thinks that it is its own.</summary>
public sealed class ConnectionShared : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ConnectionShared()
        : base(
            "NWA4011",
            "All connections share one variable",
            "'{0}' is shared by all connections: {1}; keep it with the connection, in a local or an object of its own",
            "Two clients at once are all it takes: the answer for one goes to the other, a handler reads from the connection that came after its own, bytes of two peers lie mixed in one buffer. "
            + "With one client, as in every test, it works.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "Where the state of a connection lives, and who passes it on, is for the author to say.";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.BodiesWith(Topics.Accepts | Topics.HoldsAccepted, JudgeLoops);
        on.Calls(Topics.ReceivesBytes | Topics.Begins, JudgeBuffer);
        on.BodiesThat(body => TakesRequest(body.Body.Owner), JudgeHandler);
    }

    /// <summary>The variable that an accept loop fills anew each round, used by what it hands each round's connection to.</summary>
    private static void JudgeLoops(Seen seen)
    {
        foreach (var loop in AcceptLoops.Of(seen.Compilation).In(seen.Body, seen.Cancellation))
        {
            if (loop is { Next: NextAccept.Loop, Loop: { } around } && Overwritten(loop, around, seen) is var (at, variable) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(at, variable.Name, "the next accept overwrites it while the one before is being served");
            }
        }
    }

    private static (IOperation At, ISymbol Variable)? Overwritten(AcceptLoop loop, ILoopOperation around, Seen seen)
    {
        foreach (var write in Operations.BelowInFunction(around).OfType<ISimpleAssignmentOperation>())
        {
            if (!Operations.Contains(write.Value, loop.Accept) && !(Uses.Plain(write.Value) is ILocalReferenceOperation && loop.Connection.Carries(write.Value)))
            {
                continue;
            }

            var target = write.Target;
            var variable = Makings.SymbolOf(target);
            if (target is IMemberReferenceOperation { Instance: not (null or IInstanceReferenceOperation) }
                || variable is null
                || (variable is ILocalSymbol local && local.DeclaringSyntaxReferences.Any(declared => around.Syntax.Span.Contains(declared.Span)))
                || variable is IParameterSymbol)
            {
                continue;
            }

            // The first round's value is what the next round's handler would use too, unless each handler gets its own.
            if (loop.Given.Any(given => given.As == GivenAs.HandedOver && UsesLater(given, variable, seen)))
            {
                return (target, variable);
            }
        }

        return null;
    }

    /// <summary>The function that runs on its own names the variable itself: what it is given as an argument was read before.</summary>
    private static bool UsesLater(Given given, ISymbol variable, Seen seen)
    {
        var topics = Uses.MemberOf(given.At) is { } member ? seen.Types.TopicsOf(member) : Topics.None;
        if (!topics.HasAny(Topics.StartsWork) || given.Function is null)
        {
            return false;
        }

        var code = given.Function.MethodKind == MethodKind.AnonymousFunction
            ? Operations.Below(given.At).OfType<IAnonymousFunctionOperation>().FirstOrDefault(lambda => SymbolEqualityComparer.Default.Equals(lambda.Symbol, given.Function))
            : variable is ILocalSymbol ? null : seen.Sources.FunctionOf(given.Function);

        // Where the handler gets the connection as an argument too, the variable is for others, such as a method that stops the server.
        return code is not null
            && (given.Function.MethodKind == MethodKind.AnonymousFunction || given.Function.Parameters.IsEmpty)
            && Operations.Below(code).Any(operation => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(operation), variable) && Write.By(operation) is null);
    }

    /// <summary>A field's array receives for connections that come as locals or parameters, in code that runs for several at once.</summary>
    private static void JudgeBuffer(Call call)
    {
        if (call.Is(Topics.SendsBytes | Topics.Datagram)
            || Uses.ArgumentOf(call.Operation, "buffer") is not { } given
            || Received.ArrayUnder(given) is not IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: { IsConst: false, Type: IArrayTypeSymbol } field } buffer
            || field.GetAttributes().Length > 0
            || call.Member.Name.StartsWith("BeginSend", System.StringComparison.Ordinal) || call.Member.Name.StartsWith("BeginWrite", System.StringComparison.Ordinal)
            || call.Receiver is not { } receiver
            || !Varies(receiver, call)
            || !Connections.Carries(receiver, call.Seen)
            || !RunsForSeveral(call)
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        call.Seen.Report(buffer, field.Name, "two that receive at once write into the same bytes");
    }

    /// <summary>A local that no field was read into, a parameter, the state of a callback.</summary>
    private static bool Varies(IOperation receiver, Call call) => Uses.Plain(receiver) switch
    {
        IParameterReferenceOperation => true,
        IInvocationOperation { TargetMethod.Name: "GetStream", Instance: { } client } => Varies(client, call),
        IPropertyReferenceOperation { Property: { Name: "Client", ContainingType.Name: "TcpClient" }, Instance: { } client } => Varies(client, call),
        ILocalReferenceOperation { Local: var local } => !Writes.Among(call.Body.MentionsOf(local)).Any(write =>
            write.Value is null || !IsAccept(write.Value, call.Net) && Operations.BelowInFunction(write.Value).Any(operation => operation is IFieldReferenceOperation or IObjectCreationOperation
                || operation is IPropertyReferenceOperation { Instance: IInstanceReferenceOperation })),
        _ => false,
    };

    /// <summary><c>await _listener.AcceptTcpClientAsync()</c>: the field is the listener's.</summary>
    private static bool IsAccept(IOperation value, NetTypes net) =>
        Operations.BelowInFunction(value).Any(operation => Uses.MemberOf(operation) is { } member && net.TopicsOf(member).HasAny(Topics.Accepts));

    /// <summary>The type accepts again and again, and what receives is a callback or what an accept loop hands its connections to.</summary>
    private static bool RunsForSeveral(Call call)
    {
        var function = Functions.Around(call.Operation);
        var loops = AcceptLoops.Of(call.Seen.Compilation);
        var given = function is null ? null : Body.FunctionOf(call.Operation) is IAnonymousFunctionOperation lambda ? loops.GivenTo(lambda, call.Seen.Cancellation) : loops.GivenTo(function, call.Seen.Cancellation);
        return function is not null && Evidence.TypeOf(call) is { } type
            && (call.Is(Topics.Begins) || given is { As: GivenAs.HandedOver })
            && call.Seen.Sources.BodiesIn(type).Any(body => call.Seen.In(body).Net.Topics.HasAny(Topics.Accepts | Topics.HoldsAccepted) && !loops.In(body, call.Seen.Cancellation).IsEmpty);
    }

    /// <summary>Asked of every body: a method that may be called for each request.</summary>
    private static bool TakesRequest(ISymbol? owner) =>
        owner is IMethodSymbol { IsStatic: false, MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal, Parameters: { Length: > 0 } parameters } method
        && Awaiting.IsTask(method.ReturnType)
        && parameters.Any(IsRequest);

    private static bool IsRequest(IParameterSymbol parameter) =>
        parameter.Type is { Name: "HttpContext" or "WebSocket" or "ConnectionContext" or "HttpListenerContext" };

    /// <summary>The request, or its connection, put into a field of the object that handles them all.</summary>
    private static void JudgeHandler(Seen seen)
    {
        var method = (IMethodSymbol)seen.Body.Owner!;
        var parameter = method.Parameters.First(IsRequest);
        if (!Handling.IsPerRequest(method.ContainingType) && (parameter.Type.ContainingNamespace?.ToDisplayString() is { } space && (space.StartsWith("Microsoft.AspNetCore", System.StringComparison.Ordinal) || space.StartsWith("System.Net", System.StringComparison.Ordinal))))
        {
            var carriers = Carriers.Of(new[] { parameter }, seen.Body.Root, seen.Types);
            foreach (var write in Operations.BelowInFunction(seen.Body.Root).OfType<ISimpleAssignmentOperation>())
            {
                if (write.Target is IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsReadOnly: false } field }
                    && IsState(field.Type, parameter)
                    && (Uses.Plain(write.Value) is IParameterReferenceOperation { Parameter: var given } ? SymbolEqualityComparer.Default.Equals(given, parameter) : carriers.Carries(write.Value) || ServingFields.IsAcceptedFrom(write.Value, parameter))
                    && (IsReadElsewhere(field, method, seen) || ServingFields.IsOneOfMany(write, field))
                    && !IsMadePerRequest(method.ContainingType, seen)
                    && !TestCode.Holds(method, seen.Compilation))
                {
                    seen.Report(write.Target, field.Name, "a second request overwrites it while the first is being served");
                    return;
                }
            }
        }
    }

    private static bool IsState(ITypeSymbol type, IParameterSymbol parameter) =>
        SymbolEqualityComparer.Default.Equals(type, parameter.Type) || type is { Name: "WebSocket" or "HttpContext" };

    private static bool IsReadElsewhere(IFieldSymbol field, IMethodSymbol method, Seen seen) =>
        seen.Sources.MentionsOf(field).Any(mention => Write.By(mention) is null && !SymbolEqualityComparer.Default.Equals(Functions.Around(mention)?.OriginalDefinition, method.OriginalDefinition));

    /// <summary>Somebody makes one in a function that has a request itself, or registers the type to be made for each.</summary>
    private static bool IsMadePerRequest(INamedTypeSymbol type, Seen seen)
    {
        if (seen.Sources.NamesAnywhere(type.Name, seen.Cancellation).Any(Handling.IsRegisteredPerRequest))
        {
            return true;
        }

        return type.InstanceConstructors.Any(constructor => seen.Sources.CallsOf(constructor, seen.Cancellation).Any(creation =>
            creation.SemanticModel?.GetEnclosingSymbol(creation.Syntax.SpanStart) is IMethodSymbol maker
            && (maker.Parameters.Any(p => IsRequest(p) || seen.Types.IsConnection(p.Type))
                || seen.In(Body.Around(creation)).Net.Topics.HasAny(Topics.Accepts))));
    }
}
