using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>The body of a response is returned, and the response disposed of on the way out: the caller reads an empty or closed stream.</summary>
public sealed class DeadStreamReturned : NetworkingRule
{
    private const int Budget = 32;

    /// <summary>Describes the rule.</summary>
    public DeadStreamReturned()
        : base(
            "NWA7009",
            "The body of a response that is disposed of is returned",
            "What '{0}' gives is returned, and '{1}', which is disposed of here, takes it along before the caller reads; read it first, or let the caller dispose of both",
            "A response takes its content and the stream of it along when it is disposed of. The caller gets a stream that throws ObjectDisposedException when it is read, or, where only the headers were waited for, one that gives 0 bytes "
            + "and no error: an empty file, a document without content.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "who disposes of the response then, the caller, a wrapper around both or the host, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.GivesBody, Judge);

    private static void Judge(Call call)
    {
        if (OwnerOf(call) is { } owner
            && ReturnOf(call.Operation, call) is { } @return
            && Disposing.IsDone(owner, @return, call.Body, call.Seen.Cancellation)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, owner.Name);
        }
    }

    /// <summary>The local that holds the response; null where nobody knows it.</summary>
    private static ILocalSymbol? OwnerOf(Call call)
    {
        var from = call.Receiver;
        for (var steps = 0; from is not null && steps < Budget; steps++)
        {
            switch (Uses.Plain(from))
            {
                case IPropertyReferenceOperation { Property: { Name: "Content", ContainingType.Name: "HttpResponseMessage" } } content:
                    from = Uses.ReceiverOf(content);
                    break;
                case ILocalReferenceOperation { Local: { Type.Name: not "HttpContent" } local }:
                    return local.Type.Name == "HttpResponseMessage" || NetTypes.Is(local.Type, call.Net.Type("System.Net.WebResponse")) ? local : null;
                case ILocalReferenceOperation { Local: var content } when Writes.Among(call.Body.MentionsOf(content)).Take(2).ToList() is { Count: 1 } writes:
                    from = writes[0].Value;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The <c>return</c> that gives the value, or what will read it, to the caller; null where there is none.</summary>
    private static IReturnOperation? ReturnOf(IOperation value, Call call)
    {
        var todo = new Stack<IOperation>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        todo.Push(value);
        for (var steps = 0; todo.Count > 0 && steps < Budget; steps++)
        {
            switch (Fate.Of(todo.Pop()))
            {
                case { Kind: FateKind.Returned, At: IReturnOperation { Kind: OperationKind.Return } @return } when ReferenceEquals(Body.FunctionOf(@return), Body.FunctionOf(value)):
                    return @return;
                case { Kind: FateKind.Stored, Into: ILocalSymbol local, Accumulates: false } when seen.Add(local):
                    foreach (var read in ReadsOf(local, value, call))
                    {
                        todo.Push(read);
                    }

                    break;
                case { Kind: FateKind.Stored, At: ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var member }, Parent: IObjectOrCollectionInitializerOperation { Parent: IObjectCreationOperation creation } } } when IsBody(Makings.TypeOf(member), call.Net):
                    todo.Push(creation);
                    break;
                case { Kind: FateKind.Passed, At: IArgumentOperation { Parent: { } taker, Parameter: var parameter } } when Bodies.KeepsUnread(parameter, call.Net):
                    todo.Push(taker);
                    break;
                case { Kind: FateKind.Read, At: ITupleOperation tuple }:
                    todo.Push(tuple);
                    break;
            }
        }

        return null;
    }

    /// <summary>Where the local still holds what was stored, in the same function.</summary>
    private static IEnumerable<IOperation> ReadsOf(ILocalSymbol local, IOperation value, Call call)
    {
        var mentions = call.Body.MentionsOf(local);
        var writes = Writes.Among(mentions).ToList();
        var reads = Writes.ReadsAmong(mentions).Where(read => ReferenceEquals(Body.FunctionOf(read), Body.FunctionOf(value)) && Fate.Of(read) is { Kind: not FateKind.Read } or { At: ITupleOperation }).ToList();
        if (reads.Count == 0 || writes.Count == 1)
        {
            return reads;
        }

        return Paths.Around(value, call.Body, call.Seen.Cancellation) is { } paths
            && paths.Any(writes.Where(write => write.Value is null || !Operations.Contains(write.Value, value)).Select(write => write.At)) is var others
                ? reads.Where(read => paths.Reaches(value, paths.Any(read), others) == Answer.Yes)
                : Enumerable.Empty<IOperation>();
    }

    private static bool IsBody(ITypeSymbol? type, NetTypes net) => NetTypes.Is(type, net.Stream) || type?.Name is "HttpContent";
}
