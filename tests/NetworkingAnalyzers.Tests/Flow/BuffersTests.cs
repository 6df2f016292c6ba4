using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Which buffers are visibly of length 0.</summary>
public sealed class BuffersTests
{
    [Theory]
    [InlineData("Array.Empty<byte>()")]
    [InlineData("(object)Array.Empty<byte>()")]
    [InlineData("Enumerable.Empty<byte>()")]
    [InlineData("Memory<byte>.Empty")]
    [InlineData("ReadOnlyMemory<byte>.Empty")]
    [InlineData("ArraySegment<byte>.Empty")]
    [InlineData("Type.EmptyTypes")]
    [InlineData("string.Empty")]
    [InlineData("new byte[0]")]
    [InlineData("new byte[] { }")]
    [InlineData("default(Memory<byte>)")]
    [InlineData("default(ReadOnlyMemory<byte>)")]
    [InlineData("default(ArraySegment<byte>)")]
    public void Empty(string value) => Assert.True(IsEmpty("Take(/*here*/" + value + ");"));

    [Theory]
    [InlineData("ReadOnlySpan<byte> span = /*here*/default(ReadOnlySpan<byte>);")]
    [InlineData("Span<byte> span = /*here*/Span<byte>.Empty;")]
    [InlineData("Span<byte> span = /*here*/default(Span<byte>);")]
    public void Empty_spans(string code) => Assert.True(IsEmpty(code));

    [Theory]
    [InlineData("new byte[1]")]
    [InlineData("new byte[Number()]")]
    [InlineData("new byte[0, 0]")]
    [InlineData("new byte[] { 1 }")]
    [InlineData("new Memory<byte>(new byte[1])")]
    [InlineData("default(int)")]
    [InlineData("default(DateTime)")]
    [InlineData("Number()")]
    [InlineData("Open().Tag!")]
    [InlineData("Open().Count")]
    [InlineData("Empty(1)")]
    [InlineData("this.Empty()")]
    [InlineData("this.empty")]
    [InlineData("new Bag().Empty")]
    [InlineData("new Bag().EmptyTypes")]
    public void Not_known_to_be_empty(string value) =>
        Assert.False(Buffers.IsEmpty(Snippet.File("class Bag { public byte[] Empty => new byte[1]; public byte[] EmptyTypes = new byte[1]; } class C { static byte[] Empty(int n) => new byte[n]; byte[] Empty() => new byte[1]; byte[] empty = new byte[1]; void M() { Take(/*here*/" + value + "); } }").At("here")));

    private static bool IsEmpty(string code) => Buffers.IsEmpty(Snippet.Statements(code).At("here"));
}
