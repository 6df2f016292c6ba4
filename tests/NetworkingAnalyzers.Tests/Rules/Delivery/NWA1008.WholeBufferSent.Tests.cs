using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Delivery;

namespace NetworkingAnalyzers.Tests.Rules.Delivery;

public sealed class WholeBufferSentTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Buffers;
        using System.IO;
        using System.Net.Sockets;
        using System.Text;
        using System.Threading.Tasks;

        class C
        {
            private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(1000);

            async Task M(Socket socket, NetworkStream network, Stream any, byte[] bytes, int size, MemoryStream given)
            {
                await Task.Yield();
                var ms = new MemoryStream();
                ms.Write(bytes, 0, 10);
                var rented = ArrayPool<byte>.Shared.Rent(size);
                {{statements}}
            }
        }
        """;

    [Theory]
    [InlineData("socket.[|Send|](ms.GetBuffer());")]
    [InlineData("network.[|Write|](ms.GetBuffer(), 0, ms.GetBuffer().Length);")]
    [InlineData("var all = ms.GetBuffer(); network.[|Write|](all, 0, all.Length);")]
    [InlineData("await network.[|WriteAsync|](ms.GetBuffer());")]
    [InlineData("await socket.[|SendAsync|](new ArraySegment<byte>(ms.GetBuffer()), SocketFlags.None);")]
    [InlineData("socket.[|Send|](rented);")]
    [InlineData("socket.[|Send|](rented, SocketFlags.None);")]
    [InlineData("socket.[|Send|](rented, 0, rented.Length, SocketFlags.None);")]
    [InlineData("await network.[|WriteAsync|](rented.AsMemory());")]
    [InlineData("network.[|Write|](new ReadOnlySpan<byte>(rented));")]
    [InlineData("socket.[|Send|](_buffer);")]
    [InlineData("socket.[|BeginSend|](rented, 0, rented.Length, SocketFlags.None, null, null);")]
    public Task An_array_that_is_longer_than_the_message_is_reported(string statements) => Verify<WholeBufferSent>.Reports(Method(statements));

    [Theory]
    [InlineData("socket.Send(ms.ToArray());")]
    [InlineData("socket.Send(ms.GetBuffer(), 0, (int)ms.Length, SocketFlags.None);")]
    [InlineData("network.Write(ms.GetBuffer().AsSpan(0, (int)ms.Length));")]
    [InlineData("socket.Send(rented, size, SocketFlags.None);")]
    [InlineData("socket.Send(rented.AsSpan(0, size));")]
    [InlineData("socket.Send(new ArraySegment<byte>(rented, 0, size));")]
    public Task A_part_of_the_array_is_quiet(string statements) => Verify<WholeBufferSent>.Quiet(Method(statements));

    [Theory]
    [InlineData("socket.Send(new MemoryStream(16).GetBuffer());")]
    [InlineData("socket.Send(given.GetBuffer());")]
    [InlineData("socket.Send(bytes);")]
    [InlineData("socket.Send(size > 3 ? rented : bytes);")]
    public Task An_array_that_may_be_full_is_quiet(string statements) => Verify<WholeBufferSent>.Quiet(Method(statements));

    [Theory]
    [InlineData("any.Write(ms.GetBuffer());")]
    [InlineData("File.OpenWrite(\"f\").Write(rented);")]
    public Task Files_and_unknown_streams_are_quiet(string statements) => Verify<WholeBufferSent>.Quiet(Method(statements));

    [Theory]
    [InlineData("int n; while ((n = network.Read(rented, 0, rented.Length)) > 0) { socket.Send(rented); }")]
    public Task What_a_receive_filled_is_told_as_a_stale_buffer(string statements) => Verify<WholeBufferSent>.Quiet(Method(statements));

    [Theory]
    [InlineData("using var owner = MemoryPool<byte>.Shared.Rent(size); bytes.CopyTo(owner.Memory); await network.[|WriteAsync|](owner.Memory);")]
    [InlineData("using var owner = MemoryPool<byte>.Shared.Rent(size); bytes.CopyTo(owner.Memory); socket.[|Send|](owner.Memory.Span);")]
    public Task Memory_of_the_shared_pool_is_reported(string statements) => Verify<WholeBufferSent>.Reports(Method(statements));

    [Theory]
    [InlineData("using var owner = MemoryPool<byte>.Shared.Rent(size); bytes.CopyTo(owner.Memory); await network.WriteAsync(owner.Memory[..10]);")]
    [InlineData("using var owner = MemoryPool<byte>.Shared.Rent(size); bytes.CopyTo(owner.Memory); await network.WriteAsync(owner.Memory.Slice(0, 10));")]
    [InlineData("MemoryPool<byte> own = null!; using var owner = own.Rent(size); await network.WriteAsync(owner.Memory);")]
    [InlineData("using var owner = MemoryPool<byte>.Shared.Rent(size); await network.ReadExactlyAsync(owner.Memory); await network.WriteAsync(owner.Memory);")]
    public Task A_slice_another_pool_and_what_was_filled_are_quiet(string statements) => Verify<WholeBufferSent>.Quiet(Method(statements));
}
