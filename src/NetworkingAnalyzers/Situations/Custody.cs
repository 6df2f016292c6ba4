using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Where a connection that a function has made is released, and where it is handed to somebody who may release it: through
/// every local that names it, the streams and readers put over it, and the methods of this compilation that it is given to.
/// </summary>
internal sealed class Custody
{
    private const int Budget = 512;
    private const int CallDepth = 3;

    private readonly Body _body;
    private readonly NetTypes _net;
    private readonly Sources _sources;
    private readonly CancellationToken _cancellation;
    private readonly int _depth;
    private readonly IOperation? _made;
    private readonly bool _isBuilding;
    private readonly Stack<(IOperation Value, bool Owns)> _values = new();
    private readonly List<IOperation> _followed = new();
    private readonly List<ISymbol> _holders = new();
    private readonly List<IOperation> _openings = new();
    private readonly List<IOperation> _releases = new();
    private readonly List<IOperation> _handOvers = new();
    private readonly List<IOperation> _overwrites = new();

    private Custody(Body body, NetTypes net, Sources sources, IOperation? made, int depth, CancellationToken cancellation, bool isBuilding = false)
    {
        _isBuilding = isBuilding;
        _body = body;
        _net = net;
        _sources = sources;
        _cancellation = cancellation;
        _made = made;
        _depth = depth;
    }

    /// <summary>Variables that hold the connection or something over it.</summary>
    public IReadOnlyCollection<ISymbol> Holders => _holders;

    /// <summary>Where it begins to hold something: the creation, or the call that opens it.</summary>
    public IEnumerable<IOperation> Openings =>
        _made is IObjectCreationOperation && Owning.IsOpenedLater(_made.Type, _net) ? _openings : _made is null ? Array.Empty<IOperation>() : new[] { _made };

    /// <summary>What closes it.</summary>
    public IReadOnlyList<IOperation> Releases => _releases;

    /// <summary>What gives it to somebody else, who may close it.</summary>
    public IReadOnlyList<IOperation> HandOvers => _handOvers;

    /// <summary>Where its only holder gets another value.</summary>
    public IReadOnlyList<IOperation> Overwrites => _holders.Count == 1 ? _overwrites : Array.Empty<IOperation>();

    /// <summary>Somebody whose doings cannot be followed has it: a lambda, a variable of another function.</summary>
    public bool IsLost { get; private set; }

    /// <summary>It is released or handed over in the very expression that makes it: <c>return new Socket(..)</c>.</summary>
    public bool IsSettledAtOnce => _made is not null && (_releases.Contains(_made) || _handOvers.Contains(_made));

    /// <summary>A stream that does not own its socket was put over it.</summary>
    public bool IsUnderStreamThatDoesNotOwn { get; private set; }

    /// <summary>It is closed where something failed, by handlers, and nowhere else: <c>try { socket.Connect(..); } catch { socket.Dispose(); throw; }</c>.</summary>
    public bool IsReleasedByHandlersOnly => _releases.All(release => Operations.Above<ICatchClauseOperation>(release) is not null);

    /// <summary>Follows what a creation (or a call that gives a connection) made.</summary>
    public static Custody Of(IOperation made, Body body, NetTypes net, Sources sources, CancellationToken cancellation)
    {
        var custody = new Custody(body, net, sources, made, CallDepth, cancellation);
        custody.Push(made, true);
        custody.Follow();
        return custody;
    }

    /// <summary>Follows what a function is given for a parameter.</summary>
    public static Custody Of(IParameterSymbol given, Body body, NetTypes net, Sources sources, CancellationToken cancellation)
    {
        var custody = new Custody(body, net, sources, made: null, CallDepth, cancellation);
        custody.Enter(given, owns: true);
        custody.Follow();
        return custody;
    }

    /// <summary>
    /// Follows, in a constructor, what it makes or what a member of the object holds from the start. The members of an object that is not
    /// built yet are holders like locals.
    /// </summary>
    public static Custody OfBuilding(IOperation? made, ISymbol? member, Seen constructor)
    {
        var custody = new Custody(constructor.Body, constructor.Types, constructor.Sources, made, CallDepth, constructor.Cancellation, isBuilding: true);
        if (made is not null)
        {
            custody.Push(made, true);
        }
        else if (member is not null)
        {
            custody.Enter(member, owns: true);
        }

        custody.Follow();
        return custody;
    }

    /// <summary>Whether a <c>NetworkStream</c> was made to own its socket. What holds a connection by nature needs no such word.</summary>
    public static bool IsOwning(Call made)
    {
        foreach (var argument in Uses.ArgumentsOf(made.Operation))
        {
            if (Owning.WrappingOf(argument.Parameter, made.Net) is { } wrapping)
            {
                return Owns(wrapping, made.Operation) == true;
            }
        }

        return true;
    }

    private void Follow()
    {
        for (var steps = 0; _values.Count > 0 && !IsLost; steps++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (steps > Budget)
            {
                IsLost = true;
                return;
            }

            var (value, owns) = _values.Pop();
            foreach (var use in Escape.UsesOf(value))
            {
                Judge(use, owns);
            }
        }
    }

    private void Judge(Use use, bool owns)
    {
        switch (use.Kind)
        {
            case UseKind.Inspected:
                break;

            case UseKind.Using:
                AddIf(owns, _releases, use);
                break;

            case UseKind.Receiver:
                JudgeCall(use, owns);
                break;

            case UseKind.Aliased when use.Into is ILocalSymbol { IsRef: false } or IParameterSymbol { RefKind: RefKind.None }:
                Enter(use.Into, owns);
                break;

            case UseKind.Stored when _isBuilding && IsOfTheObject(use.At):
                Enter(use.Into!, owns);
                break;

            case UseKind.Captured when _isBuilding && Makings.SymbolOf(use.Mention) is IFieldSymbol or IPropertySymbol:
                // Whoever has the object has its members: who that is must be asked of the constructor.
                break;

            case UseKind.Captured when LambdaMadeLater(use.Mention) is { } lambda:
                _handOvers.Add(lambda);
                break;

            case UseKind.Captured or UseKind.Aliased:
                IsLost = true;
                break;

            case UseKind.Stored when use.Into is { } member && _sources.IsNeverRead(member, _cancellation):
                break;

            case UseKind.Passed:
                JudgePassing(use, owns);
                break;

            case UseKind.Written when use.Mention.Parent is ICoalesceAssignmentOperation:
                // response ??= ..: written only where it holds nothing.
                break;

            case UseKind.Written:
                AddIf(owns, _overwrites, use);
                break;

            default:
                _handOvers.Add(use.Mention);
                break;
        }
    }

    /// <summary>The lambda that has the connection from where it is made on, and not before: it stands behind the making, in the same round of each loop. Null for any other.</summary>
    private IOperation? LambdaMadeLater(IOperation mention)
    {
        // What is opened later may be in the lambda's hands before it holds anything.
        if (_made is null || Owning.IsOpenedLater(_made.Type, _net) || mention is not ILocalReferenceOperation { Local: var local })
        {
            return null;
        }

        var function = Body.FunctionOf(_made);
        var lambda = Body.FunctionOf(mention);
        while (!ReferenceEquals(lambda, function) && lambda is IAnonymousFunctionOperation && !ReferenceEquals(Body.FunctionOf(lambda), function))
        {
            lambda = Body.FunctionOf(lambda);
        }

        return lambda is IAnonymousFunctionOperation { Syntax.SpanStart: var start } && start > _made.Syntax.Span.End
            && Operations.Above<ILoopOperation>(_made) is var loop && ReferenceEquals(Operations.Above<ILoopOperation>(lambda), loop)
            && (loop is null || local.DeclaringSyntaxReferences.All(declaration => loop.Syntax.Span.Contains(declaration.Span)))
                ? lambda
                : null;
    }

    /// <summary>Put into a field, or an automatic property, of the object under construction.</summary>
    private static bool IsOfTheObject(IOperation store) =>
        store is ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }, Member: var member } }
        && (member is IFieldSymbol || member.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, member)));

    private void JudgeCall(Use use, bool owns)
    {
        var topics = use.Member is null ? Topics.None : _net.TopicsOf(use.Member);
        if (topics.HasAny(Topics.Releases) || IsTestBeforeClose(use))
        {
            AddIf(owns, _releases, use);
        }
        else if (topics.HasAny(Topics.SharesConnection) || use.Member is IMethodSymbol { Name: "EnsureSuccessStatusCode" })
        {
            Push(use.At, owns);
        }
        else if (use.Member is IPropertySymbol { Name: "Content", ContainingType.Name: "HttpResponseMessage" })
        {
            // Whoever reads the content to its end, or closes its stream, gives the connection back.
            _handOvers.Add(use.Mention);
        }
        else if ((topics.HasAny(Topics.CompletesThroughArgs) && !IsOnlyToldOf(use.At, topics))
            || topics.HasAny(Topics.GivesHandle)
            || (topics.HasAny(Topics.Begins) && CallsBack(use.At))
            || (use.Member is IMethodSymbol method && Awaiting.Continues(method) && !Awaiting.IsContinuedBlindly(use.At))
            || (Pending.IsLeft(use.At, _body) && !ReferenceEquals(use.Mention, _made)))
        {
            // Whoever is called when it completes gets the connection from there, or with the task. What was never put into a variable nobody can.
            _handOvers.Add(use.Mention);
        }
        else
        {
            AddIf(topics.HasAny(Topics.Opens), _openings, use);
        }
    }

    /// <summary><c>if (client.Connected) { client.Close(); }</c>: it is closed wherever it was opened.</summary>
    private static bool IsTestBeforeClose(Use use) =>
        use.Member is IPropertySymbol { Name: "Connected" }
        && use.At.Parent is IConditionalOperation { WhenTrue: var then } test && ReferenceEquals(test.Condition, use.At)
        && Makings.SymbolOf(use.Mention) is { } holder
        && Operations.BelowInFunction(then).Any(operation => operation is IInvocationOperation { TargetMethod.Name: var name } close && Overwriting.SoundsLikeClosing(name)
            && Uses.ReceiverOf(close) is { } closed && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(closed)), holder));

    /// <summary>
    /// A connect whose completion only gives a signal to this function, which made the arguments: whoever waits here still has the
    /// socket, and the handler does not look for it.
    /// </summary>
    private bool IsOnlyToldOf(IOperation connect, Topics topics)
    {
        if (!topics.HasAny(Topics.Connects)
            || Uses.ArgumentsOf(connect).Select(argument => Uses.Plain(argument.Value)).OfType<ILocalReferenceOperation>().FirstOrDefault() is not { Local: var args })
        {
            return false;
        }

        var handlers = _body.MentionsOf(args)
            .Select(mention => mention.Parent as IEventReferenceOperation)
            .Where(raised => raised?.Parent is IEventAssignmentOperation { Adds: true })
            .Select(raised => _sources.FunctionGiven(((IEventAssignmentOperation)raised!.Parent!).HandlerValue))
            .ToList();
        return handlers.Count > 0 && handlers.All(handler => handler is not null && !Operations.Below(handler).Any(operation =>
            operation is IPropertyReferenceOperation { Property.Name: "ConnectSocket" } or IParameterReferenceOperation { Parameter.Ordinal: 0 } or IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.Length: > 0 }));
    }

    private void JudgePassing(Use use, bool owns)
    {
        if (Owning.WrappingOf(use.Parameter, _net) is { } wrapping && Owns(wrapping, use.At) is { } wrapperOwns)
        {
            IsUnderStreamThatDoesNotOwn |= owns && !wrapperOwns && wrapping.OwnsWhen is not null;
            Push(use.At, owns && wrapperOwns);
        }
        else if (!(Uses.MemberOf(use.At) is { } member && _net.TopicsOf(member).HasAny(Topics.OnlyBorrows))
            && !(use.Parameter is { } parameter && OnlyBorrows(parameter)))
        {
            _handOvers.Add(use.Mention);
        }
    }

    /// <summary>A method of this compilation that visibly neither keeps nor closes what it is given.</summary>
    private bool OnlyBorrows(IParameterSymbol parameter)
    {
        if (_depth == 0 || Escape.CodeFor(parameter, _sources) is not { } code)
        {
            return false;
        }

        var inner = new Custody(code.Body, _net, _sources, made: null, _depth - 1, _cancellation);
        inner.Enter(code.Parameter, owns: true);
        inner.Follow();
        return !inner.IsLost && inner._releases.Count == 0 && inner._handOvers.Count == 0;
    }

    private void Enter(ISymbol variable, bool owns)
    {
        if (_holders.Contains(variable, SymbolEqualityComparer.Default))
        {
            return;
        }

        _holders.Add(variable);
        foreach (var use in Escape.UsesOf(variable, _body))
        {
            if (use.Kind != UseKind.Written || !IsOwnValue(use))
            {
                Judge(use, owns);
            }
        }
    }

    /// <summary>The write that brought the connection into the variable is no overwriting.</summary>
    private bool IsOwnValue(Use use) =>
        Write.By(use.Mention)?.Value is { } value
        && (_followed.Any(made => Operations.Contains(value, made))
            || Operations.Below(value).Any(below => below is ILocalReferenceOperation other && _holders.Contains(other.Local, SymbolEqualityComparer.Default)));

    private void Push(IOperation value, bool owns)
    {
        _followed.Add(value);
        _values.Push((value, owns));
    }

    private static void AddIf(bool condition, List<IOperation> list, Use use)
    {
        if (condition)
        {
            list.Add(use.Mention);
        }
    }

    private static bool CallsBack(IOperation begin) =>
        Uses.ArgumentsOf(begin).Any(argument =>
            argument.Parameter?.Type is { TypeKind: TypeKind.Delegate }
            && Uses.Plain(argument.Value).ConstantValue is not { HasValue: true, Value: null });

    /// <summary>Whether closing what the constructor makes closes the inner one; null where the flag is not a constant.</summary>
    private static bool? Owns(Wrapping wrapping, IOperation creation)
    {
        if ((wrapping.OwnsWhen ?? wrapping.LeavesWhen) is not { } flag || Uses.ArgumentOf(creation, flag) is not { } value)
        {
            return wrapping.OwnsWhen is null;
        }

        return value.ConstantValue is { HasValue: true, Value: bool set } ? set == (wrapping.OwnsWhen is not null) : null;
    }
}
