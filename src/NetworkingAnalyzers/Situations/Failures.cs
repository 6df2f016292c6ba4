using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Does a failure of the network come out of this function as an exception? Follows calls that are waited for through the code of
/// this compilation; what cannot be seen lets nothing through.
/// </summary>
internal sealed class Failures
{
    /// <summary>How many functions one question looks into.</summary>
    private const int MostFunctions = 64;

    /// <summary>How many implementations of an interface's or base class's method are looked into.</summary>
    private const int MostImplementations = 8;

    private static readonly ConditionalWeakTable<Compilation, Failures> Known = new();

    private static readonly Topics Talks =
        Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.ReadsThroughReader | Topics.ReadsLine | Topics.ReadsOneByte
        | Topics.SendsBytes | Topics.WritesThroughWriter | Topics.Connects | Topics.Handshakes | Topics.Accepts | Topics.AsksAndWaits;

    private static readonly ConditionalWeakTable<Compilation, Failures> KnownOfConnections = new();

    private readonly Compilation _compilation;
    private readonly bool _withRequests;
    private readonly NetTypes _net;
    private readonly Sources _sources;
    private readonly ConcurrentDictionary<(IMethodSymbol Method, INamedTypeSymbol? On), bool> _letThrough = new();

    private Failures(Compilation compilation, bool withRequests = true)
    {
        _compilation = compilation;
        _withRequests = withRequests;
        _net = NetTypes.Of(compilation);
        _sources = Sources.Of(compilation);
    }

    public static Failures Of(Compilation compilation) => Known.GetValue(compilation, c => new Failures(c));

    /// <summary>The same of connections alone: where a request over HTTP fails, or a name is not found, there is nothing left that could be dead.</summary>
    public static Failures OfConnections(Compilation compilation) => KnownOfConnections.GetValue(compilation, c => new Failures(c, withRequests: false));

    /// <summary>
    /// Whether a clause may take what a network operation throws. A project's own exceptions may stand for one; those of
    /// cancellation, of wrong arguments and of what is closed already do not.
    /// </summary>
    public bool Takes(ICatchClauseOperation clause) =>
        Catching.Takes(clause.ExceptionType, _net.SocketException)
        || Catching.Takes(clause.ExceptionType, _net.IOException)
        || NetTypes.Is(clause.ExceptionType, _net.SocketException)
        || NetTypes.Is(clause.ExceptionType, _net.IOException)
        || clause.ExceptionType is { Name: "HttpRequestException" or "HttpListenerException" or "WebSocketException" or "WebException" }
        || clause.ExceptionType is { } type && type.ContainingNamespace?.ToDisplayString().StartsWith("System", System.StringComparison.Ordinal) != true;

    /// <summary>Somebody in the function catches what the network may throw at the operation, or it is already about clearing up.</summary>
    public bool IsGuarded(IOperation operation) => Catching.IsCaught(operation, Takes) || Catching.IsCleanup(operation);

    /// <summary>
    /// The first call, in source order, from which a failure of the network comes into the function and out of it: made and waited
    /// for there, not caught there. Null where none is seen.
    /// </summary>
    public IOperation? FirstLetOutBy(IOperation function, Seen seen)
    {
        foreach (var (call, at) in CallsRunBy(function))
        {
            if (Throws(call) && !IsGuarded(call) && !IsGuarded(at) && MayFail(call, seen))
            {
                return call;
            }
        }

        return null;
    }

    /// <summary>Whether a call fails with the network: it talks to it, or is to code of this compilation that lets such failures through.</summary>
    public bool MayFail(IInvocationOperation call, Seen seen) =>
        IsTalk(call, seen) || RunsOf(call, seen.Body.Owner?.ContainingType, seen.Cancellation).Any(run => LetsThrough(run, seen));

    /// <summary>Whether the method lets a failure of the network out, called on an object of the type or of one derived from it.</summary>
    private bool LetsThrough((IMethodSymbol Method, INamedTypeSymbol? On) run, Seen seen) =>
        _letThrough.TryGetValue(run, out var known) ? known : _letThrough.GetOrAdd(run, Find(run, seen));

    /// <summary>
    /// What a call may run, each with the type that its object is known to have. What overrides the method in a type that the object
    /// cannot be does not run: a base class's code, run for one derived class, calls that one's overrides.
    /// </summary>
    private IEnumerable<(IMethodSymbol Method, INamedTypeSymbol? On)> RunsOf(IInvocationOperation call, INamedTypeSymbol? self, CancellationToken cancellation)
    {
        var on = call.Instance is null ? null
            : call.Instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } ? self?.OriginalDefinition
            : (Uses.Plain(call.Instance).Type as INamedTypeSymbol)?.OriginalDefinition;
        if (on is not { TypeKind: TypeKind.Class or TypeKind.Struct })
        {
            on = null;
        }

        foreach (var method in call.IsVirtual ? ImplementationsOf(call.TargetMethod, cancellation) : ImplementationsOf(call.TargetMethod, cancellation).Where(m => SymbolEqualityComparer.Default.Equals(m, call.TargetMethod.OriginalDefinition)))
        {
            if (on is null)
            {
                yield return (method, method.IsStatic ? null : method.ContainingType.OriginalDefinition);
            }
            else if (IsOrDerives(on, method.ContainingType))
            {
                yield return (method, on);
            }
            else if (IsOrDerives(method.ContainingType, on))
            {
                yield return (method, method.ContainingType.OriginalDefinition);
            }
        }
    }

    private static bool IsOrDerives(INamedTypeSymbol type, INamedTypeSymbol from)
    {
        for (var up = type; up is not null; up = up.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(up.OriginalDefinition, from.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An operation on a connection, or a request, that throws where the peer or the network fails.</summary>
    public bool IsTalk(IInvocationOperation call, Seen seen)
    {
        if (!_withRequests && call.TargetMethod.ContainingType is { Name: "HttpClient" or "HttpClientJsonExtensions" or "WebRequest" or "HttpWebRequest" or "WebClient" or "Dns" })
        {
            return false;
        }

        var topics = _net.TopicsOf(call.TargetMethod);
        if (topics.HasAny(Talks))
        {
            return !topics.HasAny(Topics.Begins | Topics.CompletesThroughArgs | Topics.Datagram)
                && (IsOfNetwork(call.TargetMethod.ContainingType) || Connections.Carries(Uses.ReceiverOf(call), seen));
        }

        return Awaiting.IsTask(call.Type)
            && (NetTypes.Is(call.TargetMethod.ContainingType, _net.HttpClient) || NetTypes.Is(call.TargetMethod.ContainingType, _net.WebSocket)
                || call.TargetMethod.ContainingType.Name is "HttpClientJsonExtensions" or "Dns")
            && call.TargetMethod.Name.EndsWith("Async", System.StringComparison.Ordinal);
    }

    /// <summary>
    /// What will run: the method itself, or what overrides or implements it here. Empty for code of other assemblies and where too
    /// many could be meant.
    /// </summary>
    public IEnumerable<IMethodSymbol> ImplementationsOf(IMethodSymbol method, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        if (method.DeclaringSyntaxReferences.IsEmpty)
        {
            return Enumerable.Empty<IMethodSymbol>();
        }

        if (!method.IsAbstract && !method.IsVirtual && !(method.IsOverride && !method.IsSealed))
        {
            return new[] { method };
        }

        var others = _compilation.GetSymbolsWithName(method.Name, SymbolFilter.Member, cancellation)
            .OfType<IMethodSymbol>()
            .Where(other => !other.IsAbstract && Stands(other, method))
            .Take(MostImplementations + 1)
            .ToList();
        return others.Count > MostImplementations ? Enumerable.Empty<IMethodSymbol>()
            : method.IsAbstract ? others
            : others.Append(method);
    }

    private static bool Stands(IMethodSymbol other, IMethodSymbol method)
    {
        for (var overridden = other.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method))
            {
                return true;
            }
        }

        return method.ContainingType.TypeKind == TypeKind.Interface
            && SymbolEqualityComparer.Default.Equals(other.ContainingType.FindImplementationForInterfaceMember(method), other);
    }

    private bool Find((IMethodSymbol Method, INamedTypeSymbol? On) start, Seen seen)
    {
        var met = new HashSet<(IMethodSymbol Method, INamedTypeSymbol? On)> { start };
        var todo = new Queue<(IMethodSymbol Method, INamedTypeSymbol? On)>();
        todo.Enqueue(start);
        while (todo.Count > 0 && met.Count <= MostFunctions)
        {
            seen.Cancellation.ThrowIfCancellationRequested();
            var (method, on) = todo.Dequeue();
            if (_sources.FunctionOf(method) is not { } function)
            {
                continue;
            }

            var inside = seen.In(Body.Around(function));
            foreach (var (call, at) in CallsRunBy(function))
            {
                if (!Throws(call) || IsGuarded(call) || IsGuarded(at))
                {
                    continue;
                }

                if (IsTalk(call, inside))
                {
                    return true;
                }

                foreach (var called in RunsOf(call, on, seen.Cancellation))
                {
                    if (met.Add(called))
                    {
                        todo.Enqueue(called);
                    }
                }
            }
        }

        return false;
    }

    /// <summary>
    /// The calls of a function, those of lambdas included whose task it waits for, such as <c>await Task.Run(() => Receive())</c>;
    /// with each the call of the function itself that makes it.
    /// </summary>
    private static IEnumerable<(IInvocationOperation Call, IInvocationOperation At)> CallsRunBy(IOperation function)
    {
        foreach (var call in Operations.BelowInFunction(function).OfType<IInvocationOperation>())
        {
            yield return (call, call);
            if (!Awaiting.IsTask(call.Type) || !Throws(call))
            {
                continue;
            }

            foreach (var lambda in call.Arguments.SelectMany(argument => Operations.BelowInFunction(argument.Value)).OfType<IAnonymousFunctionOperation>())
            {
                foreach (var inner in Operations.BelowInFunction(lambda).OfType<IInvocationOperation>())
                {
                    yield return (inner, call);
                }
            }
        }
    }

    /// <summary>A failure of the call comes up where it stands: it is synchronous, or its task is waited for or given back.</summary>
    private static bool Throws(IInvocationOperation call)
    {
        if (!Awaiting.IsTask(call.Type))
        {
            return !call.TargetMethod.IsAsync;
        }

        for (var up = call.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); up = up.Parent)
        {
            switch (up)
            {
                case IInvocationOperation quiet when Awaiting.SuppressesThrowing(quiet):
                    return false;
                // Through whatever helper the project has for it: await x.SendAsync().ForAwait().
                case IAwaitOperation or IReturnOperation:
                    return true;
                case IExpressionStatementOperation or ISimpleAssignmentOperation or IVariableDeclaratorOperation:
                    return Waiting.For(call) is { } wait && !(wait is IAwaitOperation { Operation: IInvocationOperation awaited } && Awaiting.SuppressesThrowing(awaited));
            }
        }

        return false;
    }

    private static bool IsOfNetwork(ITypeSymbol type)
    {
        for (var space = type.ContainingNamespace; space is not null; space = space.ContainingNamespace)
        {
            if (space is { Name: "Net", ContainingNamespace.Name: "System" })
            {
                return true;
            }
        }

        return false;
    }
}
