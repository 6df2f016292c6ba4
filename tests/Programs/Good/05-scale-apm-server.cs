using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Weighing;

/// <summary>Weighing stations send "station;weight" lines. Written when .NET had BeginXxx only.</summary>
public class WeighServer
{
    private readonly Socket _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Station> _stations = new List<Station>();

    public event EventHandler<string> LineReceived = delegate { };

    public void Open(int port)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Any, port));
        _listener.Listen(100);
        _listener.BeginAccept(OnAccept, null);
    }

    private void OnAccept(IAsyncResult ar)
    {
        try
        {
            var socket = _listener.EndAccept(ar);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            var station = new Station(socket);
            lock (_stations)
            {
                _stations.Add(station);
            }

            Receive(station);
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine(e.Message);
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        try
        {
            _listener.BeginAccept(OnAccept, null);
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private void Receive(Station station)
    {
        try
        {
            IAsyncResult begun;
            do
            {
                begun = station.Socket.BeginReceive(station.Buffer, 0, station.Buffer.Length, SocketFlags.None, OnReceive, station);
            }
            while (begun.CompletedSynchronously && Received(station, begun));
        }
        catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
        {
            Drop(station);
        }
    }

    private void OnReceive(IAsyncResult ar)
    {
        var station = (Station)ar.AsyncState!;
        if (!ar.CompletedSynchronously && Received(station, ar))
        {
            Receive(station);
        }
    }

    private bool Received(Station station, IAsyncResult ar)
    {
        int count;
        try
        {
            count = station.Socket.EndReceive(ar);
        }
        catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
        {
            Drop(station);
            return false;
        }

        if (count == 0)
        {
            Drop(station);
            return false;
        }

        station.Text.Append(Encoding.ASCII.GetString(station.Buffer, 0, count));
        if (station.Text.Length > 4096)
        {
            Drop(station);
            return false;
        }

        Lines(station);
        return true;
    }

    private void Lines(Station station)
    {
        var text = station.Text.ToString();
        int end;
        while ((end = text.IndexOf('\n')) >= 0)
        {
            LineReceived(this, text.Substring(0, end).TrimEnd('\r'));
            text = text.Substring(end + 1);
        }

        station.Text.Clear().Append(text);
    }

    private void Drop(Station station)
    {
        station.Socket.Close();
        lock (_stations)
        {
            _stations.Remove(station);
        }
    }

    private sealed class Station
    {
        public Station(Socket socket) => Socket = socket;

        public Socket Socket { get; }

        public byte[] Buffer { get; } = new byte[1024];

        public StringBuilder Text { get; } = new StringBuilder();
    }
}
