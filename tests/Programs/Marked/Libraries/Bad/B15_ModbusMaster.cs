using System.Buffers.Binary;
using System.Net.Sockets;

namespace PlcTools.Modbus;

public sealed class ModbusException : Exception
{
    public ModbusException(byte code) : base("Modbus exception " + code) { }
}

public interface IModbusTransport : IDisposable
{
    byte[] Transact(byte unit, byte[] pdu);
}

public sealed class ModbusTcpTransport : IModbusTransport
{
    private readonly Socket _socket;
    private readonly byte[] _rx = new byte[260];
    private ushort _transaction;

    public ModbusTcpTransport(string host, int port = 502, TimeSpan? timeout = null)
    {
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.SendTimeout = 2000;
        _socket.ReceiveTimeout = (timeout ?? TimeSpan.FromSeconds(2)).Milliseconds; // ! NWA3009
        _socket.IOControl(IOControlCode.KeepAliveValues, KeepAlive(10_000, 1_000), null); // ! NWA3013
        _socket.Connect(host, port); // ! NWA5003
    }

    private static byte[] KeepAlive(uint time, uint interval)
    {
        byte[] values = new byte[12];
        BitConverter.GetBytes(1u).CopyTo(values, 0);
        BitConverter.GetBytes(time).CopyTo(values, 4);
        BitConverter.GetBytes(interval).CopyTo(values, 8);
        return values;
    }

    public byte[] Transact(byte unit, byte[] pdu)
    {
        ushort id = ++_transaction;
        byte[] adu = new byte[7 + pdu.Length];
        BinaryPrimitives.WriteUInt16BigEndian(adu, id);
        BinaryPrimitives.WriteUInt16BigEndian(adu.AsSpan(4), (ushort)(pdu.Length + 1));
        adu[6] = unit;
        pdu.CopyTo(adu, 7);
        _socket.Send(adu);

        int n = _socket.Receive(_rx);
        if (n < 9) // ! NWA2022|NWA2003
        {
            throw new InvalidDataException("short Modbus frame");
        }
        if (BinaryPrimitives.ReadUInt16BigEndian(_rx) != id) throw new InvalidDataException("transaction id");
        int length = BinaryPrimitives.ReadUInt16BigEndian(_rx.AsSpan(4)) - 1;
        if (length < 2 || 7 + length > _rx.Length) throw new InvalidDataException("Modbus length");
        return _rx.AsSpan(7, length).ToArray();
    }

    public void Dispose()
    {
        _socket.Shutdown(SocketShutdown.Both); // ! NWA5007
        _socket.Close();
    }
}

public sealed class ModbusMaster
{
    private readonly IModbusTransport _transport;

    public ModbusMaster(IModbusTransport transport) => _transport = transport;

    public int Retries { get; set; } = 3;

    public ushort[] ReadHoldingRegisters(byte unit, ushort start, ushort count)
    {
        byte[] pdu = new byte[5];
        pdu[0] = 3;
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(1), start);
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(3), count);
        byte[] reply = Execute(unit, pdu);
        var registers = new ushort[count];
        for (int i = 0; i < count; i++)
        {
            registers[i] = BinaryPrimitives.ReadUInt16BigEndian(reply.AsSpan(2 + 2 * i));
        }
        return registers;
    }

    public void WriteRegister(byte unit, ushort address, ushort value)
    {
        byte[] pdu = new byte[5];
        pdu[0] = 6;
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(1), address);
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(3), value);
        Execute(unit, pdu);
    }

    private byte[] Execute(byte unit, byte[] pdu)
    {
        Exception last = null;
        for (int attempt = 0; attempt <= Retries; attempt++)
        {
            try
            {
                byte[] reply = _transport.Transact(unit, pdu);
                if ((reply[0] & 0x80) != 0) throw new ModbusException(reply[1]);
                return reply;
            }
            catch (SocketException ex) // ! NWA1004|NWA1002
            {
                last = ex;
                Thread.Sleep(100);
            }
        }
        throw new IOException("no answer from unit " + unit, last);
    }
}
