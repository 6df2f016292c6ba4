using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Connections from where they are accepted or opened: into which types of this compilation they go, whether anybody there reads
/// them, and whether anything there would notice that the peer has vanished.
/// </summary>
internal sealed class Lifelines
{
    /// <summary>Each costs a walk of its function: a body with more is no code of a person.</summary>
    internal const int MostSources = 32;

    private const int MostTypes = 12;

    private static readonly ConditionalWeakTable<Compilation, Lifelines> Known = new();

    /// <summary>Calls that can be where a connection comes from.</summary>
    internal static readonly Topics Sources = Topics.Accepts | Topics.CreatesConnection | Topics.HoldsAccepted;

    private readonly Lazy<IReadOnlyCollection<INamedTypeSymbol>> _unwatched;

    // A run that is cancelled in the middle must not leave its exception to the next one of the same compilation: only a result is kept.
    private Lifelines(Seen seen) => _unwatched = new(() => FindUnwatched(seen), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>
    /// Whether the type is one through which a connection goes that <see cref="IsUnwatched"/> tells where it is accepted or opened:
    /// there it is mended, and there it is told.
    /// </summary>
    public static bool IsToldAtItsSource(INamedTypeSymbol type, Seen seen) =>
        Known.GetValue(seen.Compilation, _ => new Lifelines(seen))._unwatched.Value.Contains(type, SymbolEqualityComparer.Default);

    /// <summary>
    /// Whether the call accepts or makes a connection that lives on beyond its function, that somebody reads, and whose peer may
    /// vanish unnoticed.
    /// </summary>
    public static bool IsUnwatched(Call source) => TypesOf(source) is not null;

    /// <summary>The types of an unwatched connection; null where it is watched, or nothing can be said.</summary>
    private static IReadOnlyCollection<INamedTypeSymbol>? TypesOf(Call source)
    {
        var seen = source.Seen;
        if (Evidence.TypeOf(source) is not { } type
            || !(IsAccepted(source) ? RunsAgain(source.Operation, seen) && !LocalListeners.Accept(source.Operation, seen) : IsOpened(source, type))
            || TestCode.Holds(source.Body.Owner, seen.Compilation))
        {
            return null;
        }

        var function = Body.FunctionOf(source.Operation);
        var carriers = Carriers.Of(source.Operation, function, seen.Types);
        var given = TypesGiven(function, carriers.Carries).ToList();
        var kept = carriers.Variables.Where(variable => variable is IFieldSymbol or IPropertySymbol).ToList();
        if ((given.Count == 0 && kept.Count == 0) || IsReadHere(function, carriers, seen))
        {
            return null;
        }

        if ((kept.Count == 0 && DiesWithOneExchange(source, function, carriers, seen)) || kept.Any(variable => IsMadeBefore(variable, source)))
        {
            return null;
        }

        var types = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default) { type };
        types.UnionWith(given);
        foreach (var variable in kept)
        {
            types.UnionWith(TypesGiven(seen.Sources.MentionsOf(variable)));
        }

        foreach (var inner in types.Where(found => !SymbolEqualityComparer.Default.Equals(found, type)).ToList())
        {
            types.UnionWith(seen.Sources.BodiesIn(inner).SelectMany(body => TypesGiven(body.Root, value => seen.Types.IsConnection(Uses.Plain(value).Type))));
        }

        if (IsGivenToCaller(function, carriers))
        {
            types.Remove(type);
        }

        var greeting = IsAccepted(source) ? new HashSet<ISymbol>(SymbolEqualityComparer.Default) : Greeting(function, carriers);
        return types.Count <= MostTypes && types.Any(found => IsReadIn(found, source, greeting))
            && !(types.Count == 1 && types.Contains(type) && OnlyAwaitsReplies(type, seen))
            && !types.Any(found => IsWatchedIn(found, seen) || IsAskedByOthers(found, seen))
            && !IsMadeByThoseWhoWatch(source, type) ? types : null;
    }

    /// <summary>What opens a connection for its caller reads a greeting at most.</summary>
    private static bool IsGivenToCaller(IOperation function, Carriers carriers) =>
        Operations.BelowInFunction(function).Any(operation => operation is IReturnOperation { ReturnedValue: { } returned } && carriers.Carries(returned));

    /// <summary>Another place of the type, higher up, puts a connection that it makes into the same variable: told there, once.</summary>
    private static bool IsMadeBefore(ISymbol variable, Call source) =>
        source.Is(Topics.CreatesConnection)
        && Writes.Among(source.Seen.Sources.MentionsOf(variable)).Any(write =>
            write.Value is { } value && Uses.Plain(value) is IObjectCreationOperation made && SymbolEqualityComparer.Default.Equals(made.Type, source.Operation.Type)
            && made.Syntax.SyntaxTree == source.Operation.Syntax.SyntaxTree && made.Syntax.SpanStart < source.Operation.Syntax.SpanStart
            && !source.Seen.In(Body.Around(made)).Net.Topics.HasAny(Topics.Listens));

    /// <summary><c>using var client = new TcpClient(); .. return await AskAsync(client.GetStream(), token);</c>: no method that is given it reads in a loop.</summary>
    private static bool DiesWithOneExchange(Call source, IOperation function, Carriers carriers, Seen seen) =>
        source.Is(Topics.CreatesConnection)
        && Fate.Of(source.Operation) is { Kind: FateKind.Stored, Into: ILocalSymbol local }
        && Escape.UsesOf(local, seen.Body).Any(use => use.Kind == UseKind.Using)
        && Operations.Below(function).OfType<IArgumentOperation>()
            .Where(argument => carriers.Carries(argument.Value)).Select(argument => argument.Parent).OfType<IInvocationOperation>()
            .All(call => call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
                || (seen.Sources.BodyOf(call.TargetMethod.OriginalDefinition) is { } body && seen.In(body).Net.CallsOf(Receiving.Reads).All(read => Loops.Around(read) is null)));

    /// <summary>A cover opens it in its constructor, and each who makes the cover has a word for ending what is silent: a timer that closes it.</summary>
    private static bool IsMadeByThoseWhoWatch(Call source, INamedTypeSymbol type) =>
        source.Body.Owner is IMethodSymbol { MethodKind: MethodKind.Constructor }
        && MakersOf(type, source.Seen).ToList() is { Count: > 0 } makers && makers.All(maker => IsWatchedIn(maker, source.Seen));

    private static IEnumerable<INamedTypeSymbol> MakersOf(INamedTypeSymbol type, Seen seen)
    {
        foreach (var name in seen.Sources.NamesAnywhere(type.Name, seen.Cancellation))
        {
            if (name.Parent is ObjectCreationExpressionSyntax && name.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } declaration
                && seen.Sources.ModelOf(declaration.SyntaxTree).GetDeclaredSymbol(declaration) is INamedTypeSymbol maker)
            {
                yield return maker;
            }
        }
    }

    private static bool IsAccepted(Call call) =>
        (call.Is(Topics.Accepts) && !call.Is(Topics.Begins | Topics.CompletesThroughArgs) && call.Net.IsSocketOrClient(Awaiting.ResultOf(call.Operation.Type)))
        || (call.Is(Topics.HoldsAccepted) && Write.By(call.Operation) is null && Fate.Of(call.Operation) is { Kind: FateKind.Passed or FateKind.Stored } fate && !IsTurnedAway(fate));

    /// <summary><c>ShutdownSocket(e.AcceptSocket, "too many")</c>.</summary>
    private static bool IsTurnedAway(Fate fate) =>
        fate.Kind == FateKind.Passed && Operations.Above<IInvocationOperation>(fate.At) is { TargetMethod: var method } && Overwriting.SoundsLikeClosing(method.Name);

    /// <summary>In a loop, by a callback, or in a method that one of this compilation calls from a loop: a server's, not the one connection of a tunnel.</summary>
    private static bool RunsAgain(IOperation accept, Seen seen) =>
        Loops.Around(accept) is not null
        || accept is IPropertyReferenceOperation
        || accept is IInvocationOperation { TargetMethod.Name: var name } && name.StartsWith("End", StringComparison.Ordinal)
        || (seen.Body.Owner is IMethodSymbol method && seen.Sources.CallsOf(method, seen.Cancellation).Any(call => Loops.Around(call) is not null));

    /// <summary><c>new TcpClient</c> or <c>new Socket</c>, kept in a variable on which this type calls Connect; not where the same body has it listen.</summary>
    private static bool IsOpened(Call call, INamedTypeSymbol type) =>
        call.Is(Topics.CreatesConnection)
        && call.Net.IsSocketOrClient(call.Operation.Type)
        && !Connections.IsDatagram(call.Operation, call.Seen)
        && Fate.Of(call.Operation) is { Kind: FateKind.Stored, Into: { } variable }
        && !call.Seen.Net.CallsOf(Topics.Listens).Any(listen => IsOn(listen, variable))
        && (ClientConnections.ConnectsAtOnce(call.Operation) ? !ClientConnections.IsNear(call.Operation, call.Seen) : IsConnected(variable, call, type));

    private static bool IsConnected(ISymbol variable, Call call, INamedTypeSymbol type) =>
        variable is ILocalSymbol or IParameterSymbol
            ? call.Seen.Net.CallsOf(Topics.Connects).Any(connect => IsOn(connect, variable) && !ClientConnections.IsNear(connect, call.Seen))
            : Evidence.CallsIn(type, call.Seen).Any(pair => pair.Value.HasAny(Topics.Connects) && IsOn(pair.Key, variable) && !ClientConnections.IsNear(pair.Key, call.Seen.In(Body.Around(pair.Key))));

    private static bool IsOn(IOperation connect, ISymbol variable) => Uses.ReceiverOf(connect) switch
    {
        ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, variable),
        IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, variable),
        IMemberReferenceOperation member => SymbolEqualityComparer.Default.Equals(member.Member, variable),
        _ => false,
    };

    /// <summary>What is read where it is made is judged at the read.</summary>
    private static bool IsReadHere(IOperation function, Carriers carriers, Seen seen) =>
        seen.Net.CallsOf(Receiving.Reads).Any(read => ReferenceEquals(Body.FunctionOf(read), function) && carriers.Carries(Uses.ReceiverOf(read)));

    /// <summary>The types of this compilation that a function gives such a value to, as an argument or into a member.</summary>
    private static IEnumerable<INamedTypeSymbol> TypesGiven(IOperation function, Func<IOperation, bool> carries)
    {
        foreach (var operation in Operations.Below(function))
        {
            if (operation is IArgumentOperation { Parent: { } call } argument && OwnerOf(call) is { } owner && carries(argument.Value))
            {
                yield return owner;
            }
            else if (operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member.ContainingType: { DeclaringSyntaxReferences.IsEmpty: false } holder } } assignment && carries(assignment.Value))
            {
                yield return holder;
            }
        }
    }

    private static IEnumerable<INamedTypeSymbol> TypesGiven(IEnumerable<IOperation> mentions) =>
        mentions.SelectMany(mention => Above(mention)).OfType<IArgumentOperation>().Select(argument => OwnerOf(argument.Parent!)).OfType<INamedTypeSymbol>();

    /// <summary>The mention and what is made of it step by step: its stream, a conversion, the argument.</summary>
    private static IEnumerable<IOperation> Above(IOperation mention)
    {
        for (var up = mention.Parent; up is IConversionOperation or IInvocationOperation { TargetMethod.Name: "GetStream" } or IPropertyReferenceOperation { Property.Name: "Client" } or IArgumentOperation; up = up.Parent)
        {
            yield return up;
        }
    }

    private static INamedTypeSymbol? OwnerOf(IOperation call) =>
        Uses.MemberOf(call) is IMethodSymbol { ContainingType: { DeclaringSyntaxReferences.IsEmpty: false } owner } ? owner.OriginalDefinition : null;

    /// <summary>
    /// Methods that a function which opens a connection and gives it to its caller waits for before: what they read is a greeting, not what the connection
    /// is kept for.
    /// </summary>
    private static HashSet<ISymbol> Greeting(IOperation function, Carriers carriers)
    {
        var methods = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (Functions.SymbolOf(function) is { ReturnsVoid: false } opener && !Awaiting.IsTaskWithoutResult(opener.ReturnType))
        {
            foreach (var call in Operations.BelowInFunction(function).OfType<IInvocationOperation>())
            {
                if (!call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && call.Arguments.Any(argument => carriers.Carries(argument.Value)) && (!Awaiting.IsTask(call.Type) || Waiting.For(call) is not null))
                {
                    methods.Add(call.TargetMethod.OriginalDefinition);
                }
            }
        }

        return methods;
    }

    private static bool IsReadIn(INamedTypeSymbol type, Call source, HashSet<ISymbol> greeting) =>
        Evidence.CallsIn(type, source.Seen).Any(pair =>
            !pair.Value.HasAny(Topics.Datagram)
            && !(greeting.Count > 0 && Functions.Around(pair.Key) is { } reader && greeting.Contains(reader.OriginalDefinition))
            && ((pair.Value.HasAny(Receiving.Reads) && !IsForwarded(pair.Key) && source.Seen.In(Body.Around(pair.Key)) is var there
                    && Connections.Carries(Uses.ReceiverOf(pair.Key), there) && !IsOfItsOwn(pair.Key, there, source))
                || (pair.Value.HasAny(Topics.CompletesThroughArgs | Topics.Begins) && Uses.MemberOf(pair.Key)!.Name is "ReceiveAsync" or "BeginReceive")));

    /// <summary>Another method reads a connection that it has opened or accepted itself, in a variable of its own.</summary>
    private static bool IsOfItsOwn(IOperation read, Seen there, Call source) =>
        !ReferenceEquals(there.Body.Root, source.Body.Root)
        && SameConnection.RootOf(Uses.ReceiverOf(read), there, throughAll: true) is ILocalSymbol local
        && Writes.Among(there.Body.MentionsOf(local)).ToList() is { Count: 1 } writes
        && writes[0].Value is { } value
        && Uses.Plain(value) is var made
        && (made is IObjectCreationOperation || (Uses.MemberOf(made is IAwaitOperation await ? Uses.Plain(await.Operation) : made) is { } member && there.Types.TopicsOf(member).HasAny(Topics.Accepts)));

    /// <summary>Reads into what its caller gave it: how long that connection may be silent is the caller's matter, whom nobody knows where he comes by an interface.</summary>
    private static bool IsForwarded(IOperation read) =>
        read is IInvocationOperation call && call.Arguments.Any(argument => argument.Parameter?.Ordinal == (call.TargetMethod.IsExtensionMethod ? 1 : 0) && Uses.Plain(argument.Value) is IParameterReferenceOperation { Type.Name: not "CancellationToken" });

    /// <summary>Each read of the type waits for the answer to a question: it needs a deadline (NWA3003, NWA3004), not keep-alive.</summary>
    private static bool OnlyAwaitsReplies(INamedTypeSymbol type, Seen seen) =>
        Evidence.CallsIn(type, seen).Where(pair => pair.Value.HasAny(Receiving.Reads)).All(pair => Replies.IsAwaitedBy(new Call(pair.Key, pair.Value, seen.In(Body.Around(pair.Key)))));

    /// <summary>Names that say that silence is noticed, or a source of tokens with a time.</summary>
    private static bool IsWatchedIn(INamedTypeSymbol type, Seen seen) =>
        Deadlines.OutlastOpening(type, seen, Evidence.SaysSilenceEnds, anywhere: false);

    /// <summary>A file that mentions the type has a word for asking the peer: a heartbeat is often another type's work.</summary>
    private static bool IsAskedByOthers(INamedTypeSymbol type, Seen seen) =>
        seen.Sources.NamesInFilesThatMention(type.Name, seen.Cancellation).Any(Evidence.SaysPeerIsAsked);

    /// <summary>Whoever holds the type by an interface of this compilation has a word for watching the peer.</summary>
    public static bool IsWatchedThroughInterface(INamedTypeSymbol type, Seen seen) =>
        type.AllInterfaces.Any(@interface => !@interface.DeclaringSyntaxReferences.IsEmpty
            && seen.Sources.NamesInFilesThatMention(@interface.Name, seen.Cancellation).Any(Evidence.SaysPeerIsWatched));

    /// <summary><c>new CancellationTokenSource(5000)</c>, <c>CancellationTokenSource late = new(5000)</c>.</summary>
    internal static bool MakesWithTime(SimpleNameSyntax name) =>
        name.FirstAncestorOrSelf<SyntaxNode>(up => up is ObjectCreationExpressionSyntax or VariableDeclarationSyntax or StatementSyntax or MemberDeclarationSyntax) switch
        {
            ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } => true,
            VariableDeclarationSyntax declaration => declaration.Variables.Any(variable => variable.Initializer?.Value is ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 }),
            _ => false,
        };

    private static IReadOnlyCollection<INamedTypeSymbol> FindUnwatched(Seen seen)
    {
        var found = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var declarations = new HashSet<TypeDeclarationSyntax>();
        foreach (var name in SourceNames.SelectMany(name => seen.Sources.NamesAnywhere(name, CancellationToken.None)))
        {
            if (name.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } declaration && declarations.Add(declaration)
                && seen.Sources.ModelOf(declaration.SyntaxTree).GetDeclaredSymbol(declaration) is INamedTypeSymbol type)
            {
                foreach (var body in seen.Sources.BodiesIn(type))
                {
                    var there = seen.In(body);
                    var sources = 0;
                    foreach (var (call, topics) in there.Net.Calls)
                    {
                        if (topics.HasAny(Sources) && sources++ < MostSources && TypesOf(new Call(call, topics, there)) is { } types)
                        {
                            found.UnionWith(types);
                        }
                    }
                }
            }
        }

        return found;
    }

    /// <summary>What a type that accepts or opens connections mentions.</summary>
    private static readonly string[] SourceNames =
    [
        "Accept", "AcceptAsync", "AcceptSocket", "AcceptSocketAsync", "AcceptTcpClient", "AcceptTcpClientAsync", "EndAccept", "EndAcceptSocket", "EndAcceptTcpClient",
        "Connect", "ConnectAsync", "BeginConnect", "TcpClient",
    ];
}
