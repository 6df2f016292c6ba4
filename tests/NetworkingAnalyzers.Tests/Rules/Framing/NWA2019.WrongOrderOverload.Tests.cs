using System.Threading.Tasks;
using NetworkingAnalyzers.Rules.Framing;

namespace NetworkingAnalyzers.Tests.Rules.Framing;

public sealed class WrongOrderOverloadTests
{
    private static string Method(string statements) => $$"""
        using System;
        using System.Net;
        using System.Net.Sockets;

        class C
        {
            private int _length;

            void M(ushort u16, uint u32, ulong u64, short i16, int i32, long i64, byte u8, byte[] buffer)
            {
                {{statements}}
            }

            static void Use(object value) { }
        }
        """;

    [Theory]
    [InlineData("Use((ushort)IPAddress.[|HostToNetworkOrder|](u16));")]
    [InlineData("Use((short)IPAddress.[|HostToNetworkOrder|](u16));")]
    [InlineData("Use((ushort)(IPAddress.[|HostToNetworkOrder|](u16)));")]
    [InlineData("Use((short)IPAddress.[|HostToNetworkOrder|](i32));")]
    [InlineData("Use((ushort)IPAddress.[|HostToNetworkOrder|](8080));")]
    [InlineData("Use((ushort)IPAddress.[|HostToNetworkOrder|](buffer.Length));")]
    [InlineData("Use((uint)IPAddress.[|HostToNetworkOrder|](u32));")]
    [InlineData("Use((int)IPAddress.[|HostToNetworkOrder|](i64));")]
    [InlineData("var bytes = BitConverter.GetBytes((ushort)IPAddress.[|HostToNetworkOrder|](u16));")]
    [InlineData("var length = IPAddress.[|NetworkToHostOrder|](BitConverter.ToUInt16(buffer, 0)); Use(length);")]
    [InlineData("var length = (ushort)IPAddress.[|NetworkToHostOrder|](BitConverter.ToUInt16(buffer, 0));")]
    [InlineData("var length = (int)IPAddress.[|NetworkToHostOrder|](BitConverter.ToUInt32(buffer, 0));")]
    [InlineData("uint length = (uint)IPAddress.[|NetworkToHostOrder|](u32);")]
    [InlineData("if (IPAddress.[|NetworkToHostOrder|](u16) > 100) { return; }")]
    public Task A_number_that_is_swapped_at_the_wrong_width_is_reported(string statements) => Verify<WrongOrderOverload, WrongOrderOverloadFix>.Reports(Method(statements));

    [Theory]
    [InlineData("Use(IPAddress.HostToNetworkOrder(i16));")]
    [InlineData("Use(IPAddress.HostToNetworkOrder(i32));")]
    [InlineData("Use((ushort)IPAddress.HostToNetworkOrder((short)u16));")]
    [InlineData("Use((uint)IPAddress.HostToNetworkOrder((int)u32));")]
    [InlineData("Use((ushort)IPAddress.NetworkToHostOrder(BitConverter.ToInt16(buffer, 0)));")]
    [InlineData("Use(IPAddress.NetworkToHostOrder(BitConverter.ToInt32(buffer, 0)));")]
    [InlineData("Use((long)IPAddress.HostToNetworkOrder(i32));")]
    public Task A_number_of_the_overloads_own_width_is_quiet(string statements) => Verify<WrongOrderOverload, WrongOrderOverloadFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("var bytes = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(u16));")]
    [InlineData("var bytes = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(u32));")]
    [InlineData("int wide = IPAddress.HostToNetworkOrder(u16);")]
    [InlineData("var bytes = BitConverter.GetBytes(IPAddress.NetworkToHostOrder(u16));")]
    public Task A_wider_field_may_be_meant_and_is_quiet(string statements) => Verify<WrongOrderOverload, WrongOrderOverloadFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("Use((ushort)(IPAddress.HostToNetworkOrder(u16) >> 16));")]
    [InlineData("Use(IPAddress.NetworkToHostOrder(u32) >> 32);")]
    [InlineData("var wide = IPAddress.NetworkToHostOrder(u16); Use(wide >> 16);")]
    public Task A_shift_takes_the_right_half_and_is_quiet(string statements) => Verify<WrongOrderOverload, WrongOrderOverloadFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("Use((ushort)IPAddress.NetworkToHostOrder(BitConverter.ToInt32(buffer, 0)));")]
    [InlineData("Use((ushort)IPAddress.HostToNetworkOrder(BitConverter.ToInt32(buffer, 0)));")]
    public Task A_decoded_number_keeps_its_lower_bytes_and_is_quiet(string statements) => Verify<WrongOrderOverload, WrongOrderOverloadFix>.Quiet(Method(statements));

    [Theory]
    [InlineData("Use((ushort)IPAddress.[|HostToNetworkOrder|](u16));", "Use((ushort)IPAddress.HostToNetworkOrder(unchecked((short)u16)));")]
    [InlineData("Use((ushort)IPAddress.[|HostToNetworkOrder|](i32 + 1));", "Use((ushort)IPAddress.HostToNetworkOrder(unchecked((short)(i32 + 1))));")]
    [InlineData("Use((ushort)IPAddress.[|HostToNetworkOrder|](50000));", "Use((ushort)IPAddress.HostToNetworkOrder(unchecked((short)50000)));")]
    [InlineData("uint length = (uint)IPAddress.[|NetworkToHostOrder|](u32);", "uint length = (uint)IPAddress.NetworkToHostOrder(unchecked((int)u32));")]
    [InlineData("_length = IPAddress.[|NetworkToHostOrder|](BitConverter.ToUInt16(buffer, 0)); // two bytes", "_length = (ushort)IPAddress.NetworkToHostOrder(unchecked((short)BitConverter.ToUInt16(buffer, 0))); // two bytes")]
    public Task The_overload_of_the_right_width_is_picked(string before, string after) => Verify<WrongOrderOverload, WrongOrderOverloadFix>.Fixes(Method(before), Method(after));

    [Fact]
    public Task A_single_byte_has_no_order_and_is_not_mended() =>
        Verify<WrongOrderOverload, WrongOrderOverloadFix>.OffersNothing(Method("Use((byte)IPAddress.[|HostToNetworkOrder|](u8));"));
}
