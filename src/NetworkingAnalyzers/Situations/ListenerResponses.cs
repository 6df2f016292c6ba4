using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// What a function does with the response of an <c>HttpListenerContext</c>: where it ends it, where it gives it to somebody who may, and
/// whether a way out of the function meets neither.
/// </summary>
internal sealed class ListenerResponses
{
    private const int Budget = 256;
    private const int Depth = 2;

    private readonly Seen _seen;
    private readonly int _depth;
    private readonly List<IOperation> _met = new();
    private readonly List<ISymbol> _holders = new();
    private readonly Stack<IOperation> _values = new();

    private ListenerResponses(Seen seen, int depth)
    {
        _seen = seen;
        _depth = depth;
    }

    /// <summary>Somebody else has it: it is stored, returned, given to a lambda, or to what cannot be seen.</summary>
    private bool IsLost { get; set; }

    /// <summary>
    /// The first mention of the response in the function behind which a way out leaves it open; null where there is none, or where somebody
    /// else may close it.
    /// </summary>
    public static IOperation? LeftOpenIn(IOperation function, Seen seen)
    {
        var mentions = seen.Net.CallsOf(Topics.GivesResponse).Where(mention => ReferenceEquals(Body.FunctionOf(mention), function)).ToList();
        if (mentions.Count == 0 || Uses.ReceiverOf(mentions[0]) is not { } of || Makings.SymbolOf(of) is not { } context || context is not (ILocalSymbol or IParameterSymbol)
            || !IsForThisFunction(context, function, seen))
        {
            return null;
        }

        var response = new ListenerResponses(seen, Depth);
        response.Enter(context);
        if (response.IsLost || Paths.Around(mentions[0], seen.Body, seen.Cancellation) is not { } paths)
        {
            return null;
        }

        var narrow = NarrowHandlers(function, seen);
        var met = paths.Any(response._met.Concat(narrow.SelectMany(clause => Operations.BelowInFunction(clause.Handler))));
        var exceptions = narrow.Any(clause => clause.Handler.Operations.IsEmpty) ? Exceptions.Thrown : Exceptions.Caught;
        // One with which the function returns before it has looked at its response may be of a listener that is about to stop.
        if (IsLeftBehind(TakenAt(context, seen.Body), Ends.Again))
        {
            return mentions[0];
        }

        return mentions.FirstOrDefault(mention => !response._met.Any(release => Operations.Contains(release, mention)) && IsLeftBehind(mention, Ends.Returns | Ends.Again));

        bool IsLeftBehind(IOperation? start, Ends ways) =>
            start is not null
            && paths.From(start, met, exceptions, response._holders, call => !response.IsOnResponse(call)) is var ends
            && (ends & ways) != 0 && (ends & Ends.Unknown) == 0;
    }

    /// <summary>The call by which the function took the context from the listener: from there on somebody waits. Null where it was given it.</summary>
    private static IOperation? TakenAt(ISymbol context, Body body) => context is ILocalSymbol
        ? Writes.Among(body.MentionsOf(context)).Select(write => write.Value).OfType<IOperation>().SelectMany(Operations.BelowInFunction).FirstOrDefault(IsTaken)
        : null;

    private static bool IsTaken(IOperation operation) => operation is IInvocationOperation { TargetMethod.ContainingType.Name: "HttpListener" };

    /// <summary>It took the context from the listener itself, or nobody who gave it the context closes anything.</summary>
    private static bool IsForThisFunction(ISymbol context, IOperation function, Seen seen)
    {
        if (context is ILocalSymbol)
        {
            var writes = Writes.Among(seen.Body.MentionsOf(context)).ToList();
            return writes.Count == 1 && writes[0].Value is { } value && ReferenceEquals(Body.FunctionOf(writes[0].At), function)
                && Operations.BelowInFunction(value).Any(IsTaken);
        }

        if (Functions.SymbolOf(function) is not { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction, IsVirtual: false, IsAbstract: false } method
            || !SymbolEqualityComparer.Default.Equals(context.ContainingSymbol, method))
        {
            return false;
        }

        var references = seen.Sources.ReferencesTo(method, seen.Cancellation).ToList();
        return (references.Count > 0 || (EndsSomewhere(seen.Body, seen) && method.ContainingType.AllInterfaces.IsEmpty))
            && references.All(reference => reference is IInvocationOperation && !EndsSomewhere(Body.Around(reference), seen))
            && !Evidence.CallersOf(seen.Body.Owner, seen).Any(caller => seen.Sources.BodyOf(caller) is not { } body || EndsSomewhere(body, seen));
    }

    /// <summary>Some response, or the stream of one, is closed in the body.</summary>
    private static bool EndsSomewhere(Body body, Seen seen) => body.Uses.Any(use =>
        (use is IInvocationOperation { TargetMethod.Name: var name } call && Listening.EndsResponse(name) && Uses.ReceiverOf(call) is { } on && (IsResponse(on.Type) || NetTypes.Is(on.Type, seen.Types.Stream)))
        || (IsResponse(use.Type) && use.Parent is IUsingOperation or IVariableInitializerOperation { Parent.Parent.Parent.Parent: IUsingOperation or IUsingDeclarationOperation }));

    private static bool IsResponse(ITypeSymbol? type) => type is { Name: "HttpListenerResponse", ContainingNamespace: { Name: "Net", ContainingNamespace.Name: "System" } };

    /// <summary>What a handler for nothing but a failed connection does: there is nobody left who waits.</summary>
    private static List<ICatchClauseOperation> NarrowHandlers(IOperation function, Seen seen) =>
        Operations.BelowInFunction(function).OfType<ICatchClauseOperation>()
            .Where(clause => clause.ExceptionType?.Name is "HttpListenerException" or "ObjectDisposedException" or "OperationCanceledException" or "TaskCanceledException"
                || NetTypes.Is(clause.ExceptionType, seen.Types.IOException) || NetTypes.Is(clause.ExceptionType, seen.Types.SocketException)
                || clause.Filter is not null)
            .ToList();

    /// <summary>A write that fails has lost its reader.</summary>
    private bool IsOnResponse(IOperation call) =>
        call is IInvocationOperation { TargetMethod.Name: var name } invocation
        && (Noting.Says(name) || Uses.ReceiverOf(invocation) is { } on && (IsResponse(on.Type) || NetTypes.Is(on.Type, _seen.Types.Stream) || NetTypes.Is(on.Type, _seen.Types.Type("System.IO.TextWriter"))))
        || call is IPropertyReferenceOperation;

    private void Enter(ISymbol holder)
    {
        if (_holders.Contains(holder, SymbolEqualityComparer.Default))
        {
            return;
        }

        _holders.Add(holder);
        foreach (var use in Escape.UsesOf(holder, _seen.Body))
        {
            Judge(use);
        }

        for (var steps = 0; _values.Count > 0 && !IsLost; steps++)
        {
            if (steps > Budget)
            {
                IsLost = true;
                return;
            }

            foreach (var use in Escape.UsesOf(_values.Pop()))
            {
                Judge(use);
            }
        }
    }

    private void Judge(Use use)
    {
        switch (use.Kind)
        {
            case UseKind.Receiver when Listening.EndsResponse(use.Member!.Name) || use.Member.Name == "AcceptWebSocketAsync":
            case UseKind.Using:
                _met.Add(use.At);
                _met.Add(use.Mention);
                break;

            case UseKind.Receiver when use.Member is IPropertySymbol { Name: "Response" or "OutputStream" or "BaseStream" }:
                _values.Push(use.At);
                break;

            case UseKind.Receiver or UseKind.Inspected or UseKind.Written or UseKind.Thrown:
                break;

            case UseKind.Aliased when use.Into is ILocalSymbol local && Writes.Among(_seen.Body.MentionsOf(local)).Count() == 1:
                Enter(local);
                break;

            case UseKind.Passed:
                Pass(use);
                break;

            default:
                IsLost = true;
                break;
        }
    }

    private void Pass(Use use)
    {
        if (use.At is IObjectCreationOperation creation && creation.Constructor?.ContainingNamespace.ToDisplayString().StartsWith("System", System.StringComparison.Ordinal) == true)
        {
            // A writer over the stream closes it, unless it was told to leave it open.
            if (!creation.Arguments.Any(argument => argument.Parameter?.Name == "leaveOpen" && argument.Value.ConstantValue is not { HasValue: true, Value: false }))
            {
                _values.Push(creation);
            }
        }
        else if (use.At is IInvocationOperation { TargetMethod: { } method }
            && method.DeclaringSyntaxReferences.IsEmpty && method.MethodKind != MethodKind.DelegateInvoke
            && method.ContainingNamespace?.ToDisplayString().StartsWith("System", System.StringComparison.Ordinal) == true
            && method.Name is "CopyTo" or "CopyToAsync" or "Serialize" or "SerializeAsync" or "Save" or "WriteTo" or "ReferenceEquals")
        {
            // Writes into it.
        }
        else if (use.Parameter is { } parameter && _depth > 0 && Escape.CodeFor(parameter, _seen.Sources) is var (inside, body))
        {
            var callee = new ListenerResponses(_seen.In(body), _depth - 1);
            callee.Enter(inside);
            if (callee.IsLost || callee._met.Count > 0)
            {
                _met.Add(use.At);
            }
        }
        else
        {
            _met.Add(use.At);
        }
    }
}
