using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>A client for each request: a new connection each time, and a port that stays taken for minutes after it.</summary>
public sealed class HttpClientPerRequest : NetworkingRule
{
    private const int Budget = 64;

    /// <summary>Describes the rule.</summary>
    public HttpClientPerRequest()
        : base(
            "NWA7001",
            "A client is made for each request",
            "'{0}' makes a client, with connections of its own, for {1}; share one whose handler has a 'PooledConnectionLifetime', or take it from 'IHttpClientFactory'",
            "A client has its own pool of connections. One that is made for each request connects and shakes hands anew each time, and what it leaves behind holds a port for minutes (TIME_WAIT, or until the finalizer runs): "
            + "under load the machine has no ports left, and connects fail.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "where the shared client lives, and which of the settings are for one request, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.MakesHttpClient, Judge);

    private static void Judge(Call call)
    {
        if (call.Operation is IObjectCreationOperation creation
            && HasPoolOfItsOwn(creation)
            && FunctionRuns(creation, call.Seen)
            && (!Tools.Holds(call.Seen) || Tools.Listens(call.Seen))
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation)
            && !IsAskedOnce(call)
            && !ByHand.Runs(creation, call.Seen)
            && (ReasonFor(creation, call.Seen) ?? ReasonForWhatIsReturned(creation, call.Seen)) is { } reason)
        {
            call.Report(call.Name, reason);
        }
    }

    /// <summary><c>if (_keys is null) _keys = await FetchKeysAsync();</c>: each caller keeps what it is told in a field.</summary>
    private static bool IsAskedOnce(Call call) =>
        call.Body.Owner is IMethodSymbol { DeclaredAccessibility: Accessibility.Private } method
        && call.Seen.Sources.ReferencesTo(method, call.Seen.Cancellation).Take(Budget).ToList() is { Count: > 0 } references
        && references.All(reference => reference is IInvocationOperation && Fate.Of(reference) is { Kind: FateKind.Stored, Into: IFieldSymbol });

    /// <summary>Not told which connections to use, nor how for this request: a handler that is given may be shared; one that is made here and set up with constants is the same for each.</summary>
    private static bool HasPoolOfItsOwn(IObjectCreationOperation creation) =>
        creation.Arguments.Length == 0
        || (creation.Arguments.Length == 1 && Uses.Plain(creation.Arguments[0].Value) is IObjectCreationOperation { Type.Name: "HttpClientHandler" or "SocketsHttpHandler", Arguments.IsEmpty: true } handler
            && (handler.Initializer is null || handler.Initializer.Initializers.All(IsSameForAll)));

    /// <summary><c>AllowAutoRedirect = false</c>, <c>ConnectTimeout = TimeSpan.FromSeconds(3)</c>: it says nothing of the one request. Cookies, credentials and callbacks may.</summary>
    private static bool IsSameForAll(IOperation set) =>
        set is ISimpleAssignmentOperation { Value: var value }
        && (value.ConstantValue is { HasValue: true, Value: not null }
            || (value.Type is { Name: "TimeSpan" } && Operations.Below(value).All(part => part is not (ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation))));

    /// <summary>A method's own code: constructors, initialisers, <c>Main</c> and what is given the program's arguments run once for what they make.</summary>
    private static bool FunctionRuns(IOperation creation, Seen seen) =>
        seen.Body.Owner is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method
        && !(method.Name == "Main" && method.IsStatic)
        && !method.Parameters.Any(parameter => parameter is { Name: "args", Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String } })
        && Body.FunctionOf(creation) is var function
        && (ReferenceEquals(function, seen.Body.Root) || function is IAnonymousFunctionOperation or ILocalFunctionOperation);

    /// <summary>What the client is made for again and again, where it dies in the function that made it; null where it may be kept, or nothing says that there is a second time.</summary>
    private static string? ReasonFor(IOperation made, Seen seen)
    {
        IReadOnlyCollection<IOperation> requests;
        switch (Fate.Of(made))
        {
            case { Kind: FateKind.Read, At: IInvocationOperation direct }:
                requests = new[] { direct };
                break;
            case { Kind: FateKind.Stored, Into: ILocalSymbol local } when DiesHere(local, made, seen.Body):
                requests = seen.Body.MentionsOf(local).Select(RequestOn).OfType<IOperation>().ToList();
                break;
            default:
                return null;
        }

        if (requests.Count == 0)
        {
            return null;
        }

        return Loops.Around(made) is { } loop && requests.All(request => Loops.AllAround(request).Contains(loop)) && !LeavesAtOnce(loop) ? "each round of the loop"
            : Handlers.Around(made, seen) is { } handler ? "each call of " + handler.Name
            : requests.Any(request => IsAskedFor(request, seen.Body)) ? "each request"
            : null;
    }

    /// <summary>The same for a client that the function returns, at the calls of it: all of them, and each lets the client die.</summary>
    private static string? ReasonForWhatIsReturned(IOperation made, Seen seen)
    {
        if (seen.Body.Owner is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private } factory
            || !ReferenceEquals(Body.FunctionOf(made), seen.Body.Root)
            || !IsReturned(made, seen.Body)
            || seen.Sources.ReferencesTo(factory, seen.Cancellation).ToList() is not { Count: > 0 } references)
        {
            return null;
        }

        string? reason = null;
        foreach (var reference in references.Take(Budget))
        {
            if (reference is not IInvocationOperation call || ReasonFor(call, seen.In(Body.Around(call))) is not { } here)
            {
                return null;
            }

            reason ??= here;
        }

        return reason;
    }

    private static bool IsReturned(IOperation made, Body body) => Fate.Of(made) switch
    {
        { Kind: FateKind.Returned } => true,
        { Kind: FateKind.Stored, Into: ILocalSymbol local } => Escape.UsesOf(local, body) is var uses
            && uses.Any(use => use.Kind == UseKind.Returned)
            && Writes.Among(body.MentionsOf(local)).Count() == 1
            && uses.All(use => use.Kind is UseKind.Returned or UseKind.Receiver or UseKind.Inspected or UseKind.Captured or UseKind.Written),
        _ => false,
    };

    /// <summary>Nobody but this function, and what it passes the client to for the time of a call, ever holds it.</summary>
    private static bool DiesHere(ILocalSymbol local, IOperation made, Body body) =>
        ReferenceEquals(Body.FunctionOf(made), FunctionThatDeclares(local, made, body))
        && Writes.Among(body.MentionsOf(local)).All(write => ReferenceEquals(Uses.Plain(write.Value ?? write.At), Uses.Plain(made)) || write.Value?.ConstantValue is { HasValue: true, Value: null })
        && Escape.UsesOf(local, body) is var uses
        && uses.All(use => use.Kind is UseKind.Receiver or UseKind.Inspected or UseKind.Using or UseKind.Written);

    private static IOperation FunctionThatDeclares(ILocalSymbol local, IOperation made, Body body) =>
        body.MentionsOf(local).FirstOrDefault(mention => mention is IVariableDeclaratorOperation) is { } declarator ? Body.FunctionOf(declarator) : Body.FunctionOf(made);

    /// <summary><c>client.GetAsync(..)</c>, also by an extension method: the mention is what it is called on.</summary>
    private static IOperation? RequestOn(IOperation mention)
    {
        var up = mention.Parent;
        while (up is IConversionOperation or IArgumentOperation)
        {
            up = up.Parent;
        }

        return up is IInvocationOperation { TargetMethod.Name: var name } call
            && (name.StartsWith("Get", System.StringComparison.Ordinal) || name.StartsWith("Post", System.StringComparison.Ordinal) || name.StartsWith("Put", System.StringComparison.Ordinal)
                || name.StartsWith("Send", System.StringComparison.Ordinal) || name.StartsWith("Delete", System.StringComparison.Ordinal) || name.StartsWith("Patch", System.StringComparison.Ordinal))
            ? call
            : null;
    }

    /// <summary>What is asked or sent depends on what the function was given: it is called for one request after the other.</summary>
    private static bool IsAskedFor(IOperation request, Body body)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var todo = new Stack<IOperation>(Uses.ArgumentsOf(request).Select(argument => argument.Value));
        for (var steps = 0; todo.Count > 0 && steps < Budget; steps++)
        {
            foreach (var operation in Operations.BelowInFunction(todo.Pop()))
            {
                if (operation is IParameterReferenceOperation { Parameter: { Type.Name: not "CancellationToken", ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.AnonymousFunction } } })
                {
                    return true;
                }

                if (operation is ILocalReferenceOperation { Local: var local } && seen.Add(local))
                {
                    foreach (var mention in body.MentionsOf(local))
                    {
                        if (Write.By(mention)?.Value is { } value)
                        {
                            todo.Push(value);
                        }
                        else if (mention.Parent is IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation { Target: var target, Value: var set } } member && ReferenceEquals(member, target))
                        {
                            // request.Content = ..
                            todo.Push(set);
                        }
                    }
                }
            }
        }

        return false;
    }

    /// <summary>A loop that tries until one attempt succeeds and then is left makes one client most of the time.</summary>
    private static bool LeavesAtOnce(ILoopOperation loop) =>
        Operations.BelowInFunction(loop.Body).Any(operation => operation is IReturnOperation || (operation is IBranchOperation { BranchKind: BranchKind.Break } branch && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel)));
}
